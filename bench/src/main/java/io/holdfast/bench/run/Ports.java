// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.run;

import io.holdfast.bench.terminal.UsageException;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The port of every endpoint of one run; no two are the same. Immutable. */
final class Ports {
    private static final int HIGHEST = 65_535;

    private final Map<Endpoint, Integer> ports;

    private Ports(Map<Endpoint, Integer> ports) {
        this.ports = ports;
    }

    /**
     * The usual ports moved by {@code offset}, except for those that {@code chosen} names.
     *
     * @throws UsageException if a port is impossible or taken twice
     */
    static Ports of(int offset, Map<Endpoint, Integer> chosen) throws UsageException {
        Map<Endpoint, Integer> ports = new EnumMap<>(Endpoint.class);
        Map<Integer, Endpoint> owners = new HashMap<>();
        for (Endpoint endpoint : Endpoint.values()) {
            int port = chosen.getOrDefault(endpoint, endpoint.usualPort() + offset);
            if (port < 1 || port > HIGHEST) {
                throw new UsageException(
                        endpoint.option() + ": " + port + " is no port (1 to " + HIGHEST + "), see also --port-offset");
            }
            Endpoint other = owners.put(port, endpoint);
            if (other != null) {
                throw new UsageException(other.option() + " and " + endpoint.option() + " are both " + port);
            }
            ports.put(endpoint, port);
        }
        return new Ports(ports);
    }

    int of(Endpoint endpoint) {
        return ports.get(endpoint);
    }

    /** An address on this machine: {@code http://127.0.0.1:8081/orders}. */
    URI http(Endpoint endpoint, String path) {
        return URI.create("http://127.0.0.1:" + of(endpoint) + path);
    }

    /** One sentence for every port that another process listens on, with the option that avoids it. */
    List<String> taken() {
        List<String> taken = new ArrayList<>();
        ports.forEach((endpoint, port) -> {
            if (!isFree(port)) {
                taken.add("Port %d (%s of %s) is in use; choose another with %s or move all with --port-offset."
                        .formatted(port, endpoint.purpose(), endpoint.program(), endpoint.option()));
            }
        });
        return taken;
    }

    /** Binds on all addresses, which fails if anybody listens on any of them. */
    private static boolean isFree(int port) {
        try {
            new ServerSocket(port).close();
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
