// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.app;

import io.holdfast.coordinator.port.Checkup.Finding;
import io.holdfast.coordinator.seata.AddressProbe;
import io.holdfast.coordinator.seata.Admission;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks whether the ports are free, or held by a Holdfast that runs already. A free one is listened on for a moment. For one
 * thread.
 */
final class PortInspection {
    private static final String SUBJECT = "port";
    private static final String SEATA_PORT = "holdfast.seata.port";
    private static final int TIMEOUT_MILLIS = 2000;

    private final HoldfastSettings settings;
    private final HttpPort http;
    private final String running;
    private final AddressProbe probe = new AddressProbe(Admission.everybody());
    private final List<Finding> findings = new ArrayList<>();
    private boolean seataPortIsFree;

    /** @param running the readiness of the Holdfast that holds the port for HTTP; null if none does */
    PortInspection(HoldfastSettings settings, HttpPort http, String running) {
        this.settings = settings;
        this.http = http;
        this.running = running;
    }

    List<Finding> look() {
        look("Seata clients", settings.seata().host(), settings.seata().port(), "holdfast.seata.host", SEATA_PORT);
        if (settings.api().enabled()) {
            look("the API", settings.api().host(), settings.api().port(), "holdfast.api.host", "holdfast.api.port");
        }
        look("administration", http.host(), http.port(), "server.address", "server.port");
        if (!settings.log().url().isEmpty()) {
            HoldfastSettings.Cluster cluster = settings.cluster();
            look(
                    "other coordinators",
                    cluster.host(),
                    cluster.port(),
                    "holdfast.cluster.host",
                    "holdfast.cluster.port");
        }
        return findings;
    }

    /** To be asked after the look. */
    boolean seataPortIsFree() {
        return seataPortIsFree;
    }

    private void look(String use, String host, int port, String hostKey, String portKey) {
        String where = host + ":" + port + " (" + use + ")";
        if (port <= 0) {
            findings.add(Finding.ok(SUBJECT, where + " is any free one"));
            return;
        }
        try {
            if (isAnswered(Neighbour.reached(host, port))) {
                findings.add(held(where, host, port, portKey));
                return;
            }
            listen(host, port);
            seataPortIsFree |= portKey.equals(SEATA_PORT);
            findings.add(Finding.ok(SUBJECT, where + " is free"));
        } catch (IOException failure) {
            findings.add(Finding.fail(
                    SUBJECT,
                    where + " cannot be listened on: " + failure.getMessage(),
                    "let " + hostKey + " name an address of this machine, and " + portKey + " a port that is free"));
        }
    }

    private static boolean isAnswered(InetSocketAddress address) {
        try (Socket socket = new Socket()) {
            socket.connect(address, TIMEOUT_MILLIS);
            return true;
        } catch (IOException nobody) {
            return false;
        }
    }

    private static void listen(String host, int port) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
        }
    }

    private Finding held(String where, String host, int port, String portKey) throws IOException {
        // One that asks for keys would write down that it was asked without.
        boolean isSeata = portKey.equals(SEATA_PORT)
                && settings.seata().sslBundle().isEmpty()
                && settings.seata().accessKeys().isEmpty();
        boolean isCoordinator =
                isSeata && probe.look(Neighbour.reached(host, port)) == AddressProbe.Finding.ANOTHER_COORDINATOR;
        if (running == null || (isSeata && !isCoordinator)) {
            return Finding.fail(
                    SUBJECT,
                    where + " is held by " + (isCoordinator ? "another coordinator" : "another program"),
                    "stop it, or let " + portKey + " be another port");
        }
        if (portKey.equals("server.port") && !running.equals("UP")) {
            return Finding.warn(
                    SUBJECT,
                    where + " is held by a Holdfast that runs, and says " + running,
                    "see its log, or ask /actuator/health/readiness with a token");
        }
        return Finding.ok(SUBJECT, where + " is held, and a Holdfast runs at " + http.host() + ":" + http.port());
    }
}
