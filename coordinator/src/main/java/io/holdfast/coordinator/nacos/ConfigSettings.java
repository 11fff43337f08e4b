// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.nacos;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/**
 * The settings {@code holdfast.config.*}: a document in Nacos that has more of them. Every component may be null.
 *
 * @param url {@code nacos://host:8848/dataId?group=SEATA_GROUP&namespace=ID}; default null: there is none
 * @param username if Nacos asks for it; default: none
 * @param password of that user; default: none
 */
public record ConfigSettings(String url, String username, String password) {
    private static final String KEY = "holdfast.config.url";

    /** @throws IllegalArgumentException if a value is impossible; the message names its key */
    public ConfigSettings {
        url = url == null || url.isBlank() ? null : url.strip();
        username = username == null ? "" : username.strip();
        password = password == null ? "" : password;
        if (url != null) {
            parse(url);
        }
    }

    /** What an address says. */
    private record Parsed(String servers, String dataId, String group, String namespace) {}

    private static Parsed parse(String url) {
        URI uri;
        try {
            uri = URI.create(url);
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException(KEY + " is no address: " + malformed.getMessage(), malformed);
        }
        Map<String, String> parameters = new HashMap<>();
        for (String parameter : (uri.getQuery() == null ? "" : uri.getQuery()).split("&", -1)) {
            int equals = parameter.indexOf('=');
            if (equals > 0) {
                parameters.put(parameter.substring(0, equals), parameter.substring(equals + 1));
            } else if (!parameter.isEmpty()) {
                throw new IllegalArgumentException(KEY + " has a parameter without a value: " + parameter);
            }
        }
        String group = parameters.getOrDefault("group", "SEATA_GROUP");
        String namespace = parameters.getOrDefault("namespace", "");
        parameters.remove("group");
        parameters.remove("namespace");
        if (!parameters.isEmpty()) {
            throw new IllegalArgumentException(
                    KEY + " has parameters that mean nothing: " + String.join(", ", parameters.keySet()));
        }
        String path = uri.getPath() == null ? "" : uri.getPath();
        if (!path.matches("/[^/]+")) {
            throw new IllegalArgumentException(KEY + " must be like nacos://host:8848/dataId, but is " + url);
        }
        String servers = NacosAccess.serversOf(uri.getScheme() + "://" + uri.getRawAuthority(), KEY);
        return new Parsed(servers, path.substring(1), group, namespace);
    }

    /** @throws IllegalStateException if there is no address */
    public ConfigDocument document() {
        if (url == null) {
            throw new IllegalStateException("no " + KEY);
        }
        Parsed parsed = parse(url);
        return new ConfigDocument(
                new NacosAccess(parsed.servers(), parsed.namespace(), username, password),
                parsed.dataId(),
                parsed.group());
    }

    /** A password that was typed must not reach a log. */
    @Override
    public String toString() {
        return "ConfigSettings[" + url + "]";
    }
}
