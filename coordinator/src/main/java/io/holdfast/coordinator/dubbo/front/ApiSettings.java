// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.dubbo.front;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * The settings {@code holdfast.api.*}. Every component may be null and then takes its default; the accessors never return
 * null.
 *
 * @param enabled whether the API is served at all; default true
 * @param host the address to listen on, as a number or a name; default 127.0.0.1
 * @param port the port for HTTP, gRPC and Dubbo, at least 1; default 50051
 * @param maxConnections connections beyond are closed at once; default 1024
 * @param maxRequestBytes the largest body; default 1 MiB
 * @param maxWaiting requests that may wait for their answers at the same time, beyond which one is refused as BUSY; default
 *     10000
 * @param threads that read requests and write answers, not that wait; default 16
 * @param allowedTargets which addresses a caller may name as participants, see {@link AllowedTargets}; default
 *     {@code loopback, private}
 * @param requireTokens whether every call has to show an API token; default false
 * @param sslBundle the SSL bundle whose certificate the port shows; default: none, no TLS
 */
public record ApiSettings(
        Boolean enabled,
        String host,
        Integer port,
        Integer maxConnections,
        Integer maxRequestBytes,
        Integer maxWaiting,
        Integer threads,
        List<String> allowedTargets,
        Boolean requireTokens,
        String sslBundle) {
    private static final int MIB = 1 << 20;

    /** @throws IllegalArgumentException if a value is impossible; the message names its key */
    public ApiSettings {
        enabled = enabled == null || enabled;
        host = host == null ? "127.0.0.1" : host.strip();
        port = orDefault(port, 50_051);
        maxConnections = orDefault(maxConnections, 1024);
        maxRequestBytes = orDefault(maxRequestBytes, MIB);
        maxWaiting = orDefault(maxWaiting, 10_000);
        threads = orDefault(threads, 16);
        allowedTargets = allowedTargets == null ? List.of("loopback", "private") : List.copyOf(allowedTargets);
        requireTokens = requireTokens != null && requireTokens;
        sslBundle = sslBundle == null ? "" : sslBundle.strip();
        requireBetween(port, 1, 65_535, "port");
        requireBetween(maxConnections, 1, 1_000_000, "max-connections");
        requireBetween(maxRequestBytes, 1024, 64 * MIB, "max-request-bytes");
        requireBetween(maxWaiting, 1, 1_000_000, "max-waiting");
        requireBetween(threads, 1, 1024, "threads");
        address(host);
        AllowedTargets.of(allowedTargets);
    }

    /** Everything as it is when nothing is configured, on this port. */
    public static ApiSettings atPort(int port) {
        return new ApiSettings(null, null, port, null, null, null, null, null, null, null);
    }

    InetAddress address() {
        return address(host);
    }

    private static InetAddress address(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException unknown) {
            throw new IllegalArgumentException("holdfast.api.host is not an address of this machine: " + host, unknown);
        }
    }

    private static int orDefault(Integer value, int other) {
        return value == null ? other : value;
    }

    private static void requireBetween(int value, int least, int most, String key) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "holdfast.api." + key + " must be from " + least + " to " + most + ", but is " + value);
        }
    }
}
