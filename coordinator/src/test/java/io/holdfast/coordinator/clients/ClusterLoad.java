// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/**
 * Two processes of unmodified Seata clients at work on a cluster, each a participant in the other one's transactions. For
 * one thread.
 */
final class ClusterLoad implements AutoCloseable {
    /** In each process. */
    static final int CALLERS = 4;

    private static final Duration REST = Duration.ofSeconds(60);

    private final Duration patience;
    private final List<ClientProcess> clients = new ArrayList<>();

    /** @param patience how long the cluster may get nothing done */
    private ClusterLoad(Duration patience) {
        this.patience = patience;
    }

    /** @param timeoutMillis when a client gives up waiting for an answer */
    static ClusterLoad start(
            List<CoordinatorProcess> nodes, Duration patience, int timeoutMillis, ClientVersion... versions)
            throws IOException {
        ClusterLoad load = new ClusterLoad(patience);
        boolean started = false;
        try {
            load.startAll(nodes, timeoutMillis, versions);
            started = true;
        } finally {
            if (!started) {
                load.close();
            }
        }
        return load;
    }

    private void startAll(List<CoordinatorProcess> nodes, int timeoutMillis, ClientVersion... versions)
            throws IOException {
        String addresses = nodes.stream().map(CoordinatorProcess::address).collect(Collectors.joining(";"));
        for (ClientVersion version : versions) {
            ClientProcess.Settings settings = new ClientProcess.Settings(
                    version.number() + "-cluster",
                    "shop-" + version.number(),
                    addresses,
                    clients.isEmpty(),
                    timeoutMillis);
            clients.add(ClientProcess.start(version, version.compileProgram(), settings));
        }
        int firstPort = clients.get(0).awaitReady();
        int secondPort = clients.get(1).awaitReady();
        clients.get(0).startLoad(CALLERS, 1, secondPort);
        clients.get(1).startLoad(CALLERS, 2, firstPort);
        awaitFurtherTransactions(100);
    }

    /** @return how long that took */
    Duration awaitFurtherTransactions(int count) {
        long started = System.nanoTime();
        int before = progress();
        Awaitility.await().atMost(patience).until(() -> progress() >= before + count);
        return Duration.ofNanos(System.nanoTime() - started);
    }

    private int progress() {
        return clients.stream().mapToInt(ClientProcess::loadProgress).sum();
    }

    /** Ends the load, and checks that every transaction is whole and ended as its caller was told. */
    LoadReport report(String what) {
        LoadReport report = LoadReport.atRest(clients, REST);
        System.out.println(what + ": " + report);
        report.check();
        assertThat(report.toldCommitted()).as("answered committed").isPositive();
        return report;
    }

    @Override
    public void close() {
        clients.forEach(ClientProcess::close);
    }
}
