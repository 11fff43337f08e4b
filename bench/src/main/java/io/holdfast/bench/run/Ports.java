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
     * @param cluster whether the endpoints that only a cluster has are there
     * @throws UsageException if a port is impossible or taken twice
     */
    static Ports of(int offset, Map<Endpoint, Integer> chosen, boolean cluster) throws UsageException {
        Map<Endpoint, Integer> ports = new EnumMap<>(Endpoint.class);
        Map<Integer, Endpoint> owners = new HashMap<>();
        for (Endpoint endpoint : Endpoint.values()) {
            if (cluster || !endpoint.ofCluster()) {
                int port = chosen.getOrDefault(endpoint, endpoint.usualPort() + offset);
                claim(endpoint, port, owners);
                ports.put(endpoint, port);
            } else if (chosen.containsKey(endpoint)) {
                throw new UsageException(endpoint.option() + " is for --cluster only");
            }
        }
        return new Ports(ports);
    }

    private static void claim(Endpoint endpoint, int port, Map<Integer, Endpoint> owners) throws UsageException {
        for (int distance : endpoint.distances()) {
            int claimed = port + distance;
            if (claimed < 1 || claimed > HIGHEST) {
                throw new UsageException(endpoint.option() + ": " + claimed + " is no port (1 to " + HIGHEST
                        + "), see also --port-offset");
            }
            Endpoint other = owners.put(claimed, endpoint);
            if (other != null) {
                throw new UsageException(other.option() + " and " + endpoint.option() + " both take " + claimed);
            }
        }
    }

    int of(Endpoint endpoint) {
        return ports.get(endpoint);
    }

    /** An address on this machine: {@code http://127.0.0.1:8081/orders}. */
    URI http(Endpoint endpoint, String path) {
        return URI.create("http://" + address(endpoint) + path);
    }

    /** An address on this machine: {@code 127.0.0.1:8091}. */
    String address(Endpoint endpoint) {
        return "127.0.0.1:" + of(endpoint);
    }

    /** An address on this machine: {@code tri://127.0.0.1:20881}. */
    String dubbo(Endpoint endpoint) {
        return "tri://" + address(endpoint);
    }

    /** One sentence for every port that another process listens on, with the option that avoids it. */
    List<String> taken() {
        List<String> taken = new ArrayList<>();
        ports.forEach((endpoint, port) -> {
            for (int distance : endpoint.distances()) {
                if (!isFree(port + distance)) {
                    taken.add("Port %d (%s of %s%s) is in use; choose another with %s or move all with --port-offset."
                            .formatted(
                                    port + distance,
                                    endpoint.purpose(),
                                    endpoint.program(),
                                    distance == 0 ? "" : ", which also needs this one beside " + port,
                                    endpoint.option()));
                }
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
