// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.nacos;

import com.alibaba.nacos.api.PropertyKeyConst;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * Where a Nacos is, and as whom it is asked.
 *
 * @param servers {@code host:port} of each of its nodes, with commas between them
 * @param namespace the id of a namespace; empty: the public one
 * @param username empty: it asks nobody who they are
 */
record NacosAccess(String servers, String namespace, String username, String password) {
    private static final String SCHEME = "nacos://";
    private static final Pattern SERVERS = Pattern.compile("[^/?#,:\\s]+:\\d{1,5}(,[^/?#,:\\s]+:\\d{1,5})*");

    /**
     * @param url {@code nacos://host:port}, or with several of them
     * @param key the setting that it comes from, for the message
     * @throws IllegalArgumentException if it is another one
     */
    static String serversOf(String url, String key) {
        String servers = url.startsWith(SCHEME) ? url.substring(SCHEME.length()) : "";
        if (!SERVERS.matcher(servers).matches()) {
            throw new IllegalArgumentException(
                    key + " must be like nacos://host:8848 or nacos://host:8848,host:8848, but is " + url);
        }
        return servers;
    }

    Properties toProperties() {
        Properties properties = new Properties();
        properties.setProperty(PropertyKeyConst.SERVER_ADDR, servers);
        properties.setProperty(PropertyKeyConst.NAMESPACE, namespace);
        // Else the environment of some cloud could lead somewhere else.
        properties.setProperty(PropertyKeyConst.IS_USE_CLOUD_NAMESPACE_PARSING, "false");
        properties.setProperty(PropertyKeyConst.IS_USE_ENDPOINT_PARSING_RULE, "false");
        if (!username.isEmpty()) {
            properties.setProperty(PropertyKeyConst.USERNAME, username);
            properties.setProperty(PropertyKeyConst.PASSWORD, password);
        }
        return properties;
    }

    /** Whether all of it is reached by the loopback interface: then all is on this machine, as in a trial. */
    boolean isOnThisMachine() {
        for (String server : servers.split(",", -1)) {
            try {
                if (!InetAddress.getByName(server.substring(0, server.lastIndexOf(':')))
                        .isLoopbackAddress()) {
                    return false;
                }
            } catch (UnknownHostException unknown) {
                return false;
            }
        }
        return true;
    }

    /** A password that was typed must not reach a log. */
    @Override
    public String toString() {
        return servers + (namespace.isEmpty() ? "" : ", namespace " + namespace);
    }
}
