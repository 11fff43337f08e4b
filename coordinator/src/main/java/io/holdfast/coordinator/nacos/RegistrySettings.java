// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.nacos;

import java.time.Duration;

/**
 * The settings {@code holdfast.registry.*}. Every component may be null and then takes its default; no accessor but
 * {@code url} returns null. The defaults are those of the stock client's Spring Boot starter ({@code RegistryNacosProperties}).
 *
 * @param url {@code nacos://host:8848}, with commas between several hosts; default null: clients are told where this
 *     coordinator is by their own configuration
 * @param namespace the id of a namespace of Nacos; default: the public one
 * @param group of the entry; default SEATA_GROUP
 * @param service name of the entry, which clients call {@code application}; default seata-server
 * @param cluster what clients' transaction service groups are mapped to; default {@code default}
 * @param username if Nacos asks for it; default: none
 * @param password of that user; default: none
 * @param grace how long a coordinator that stops goes on to serve after it has left the registry; default 12 s: a stock
 *     client looks for coordinators every ten seconds, and learns of some changes by that alone
 */
public record RegistrySettings(
        String url,
        String namespace,
        String group,
        String service,
        String cluster,
        String username,
        String password,
        Duration grace) {
    /** @throws IllegalArgumentException if a value is impossible; the message names its key */
    public RegistrySettings {
        url = url == null || url.isBlank() ? null : url.strip();
        namespace = orDefault(namespace, "");
        group = orDefault(group, "SEATA_GROUP");
        service = orDefault(service, "seata-server");
        cluster = orDefault(cluster, "default");
        username = orDefault(username, "");
        password = password == null ? "" : password;
        grace = grace == null ? Duration.ofSeconds(12) : grace;
        if (url != null) {
            NacosAccess.serversOf(url, "holdfast.registry.url");
        }
        if (grace.isNegative() || grace.compareTo(Duration.ofMinutes(5)) > 0) {
            throw new IllegalArgumentException("holdfast.registry.grace must be from 0s to 5m, but is " + grace);
        }
    }

    /** Everything as it is when nothing is configured. */
    public static RegistrySettings defaults() {
        return new RegistrySettings(null, null, null, null, null, null, null, null);
    }

    public boolean isOnThisMachine() {
        return access().isOnThisMachine();
    }

    /** Without the scheme, for the stock client's own settings. */
    public String servers() {
        return NacosAccess.serversOf(url, "holdfast.registry.url");
    }

    NacosAccess access() {
        return new NacosAccess(servers(), namespace, username, password);
    }

    private static String orDefault(String value, String other) {
        return value == null || value.isBlank() ? other : value.strip();
    }

    /** A password that was typed must not reach a log. */
    @Override
    public String toString() {
        return "RegistrySettings[" + url + ", " + namespace + ", " + group + ", " + service + ", " + cluster + "]";
    }
}
