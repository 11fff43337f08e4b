// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.app;

import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;

/**
 * Where administration, health and metrics are served.
 *
 * @param bundle the SSL bundle of {@code server.ssl.bundle}; empty if TLS is set up in another way, or not at all
 */
record HttpPort(String host, int port, boolean isEncrypted, String bundle) {
    private static final int OF_SPRING_BOOT = 8080;

    static HttpPort of(ServerProperties server) {
        Ssl ssl = server.getSsl();
        String host =
                server.getAddress() == null ? "0.0.0.0" : server.getAddress().getHostAddress();
        int port = server.getPort() == null ? OF_SPRING_BOOT : server.getPort();
        String bundle = ssl == null || ssl.getBundle() == null ? "" : ssl.getBundle();
        return new HttpPort(host, port, Ssl.isEnabled(ssl), bundle);
    }
}
