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
 * Two processes of unmodified Seata clients at work on one coordinator or several, each a participant in the other one's transactions. For
 * one thread.
 */
final class ClusterLoad implements AutoCloseable {
    /** In each process, for a cluster that is to be busy. */
    static final int CALLERS = 4;

    private static final Duration REST = Duration.ofSeconds(60);

    /** @param coordinators where one process finds them, as in {@link ClientProcess.Settings#coordinator} */
    record Shop(ClientVersion version, String coordinators) {
        static Shop of(ClientVersion version, List<CoordinatorProcess> nodes) {
            return new Shop(
                    version, nodes.stream().map(CoordinatorProcess::address).collect(Collectors.joining(";")));
        }
    }

    private final Duration patience;
    private final List<ClientProcess> clients = new ArrayList<>();

    private ClusterLoad(Duration patience) {
        this.patience = patience;
    }

    /**
     * Starts both, and waits until they get something done.
     *
     * @param patience how long the cluster may get nothing done
     * @param callers in each process
     * @param timeoutMillis when a client gives up waiting for an answer
     */
    static ClusterLoad start(Duration patience, int callers, int timeoutMillis, Shop first, Shop second)
            throws IOException {
        ClusterLoad load = new ClusterLoad(patience);
        boolean started = false;
        try {
            load.startBoth(callers, timeoutMillis, List.of(first, second));
            started = true;
        } finally {
            if (!started) {
                load.close();
            }
        }
        return load;
    }

    private void startBoth(int callers, int timeoutMillis, List<Shop> shops) throws IOException {
        for (Shop shop : shops) {
            ClientVersion version = shop.version();
            String application = "shop-" + (clients.size() + 1);
            ClientProcess.Settings settings = new ClientProcess.Settings(
                    application + "-" + version.number(),
                    application,
                    shop.coordinators(),
                    clients.isEmpty(),
                    timeoutMillis);
            clients.add(ClientProcess.start(version, version.compileProgram(), settings));
        }
        int firstPort = clients.get(0).awaitReady();
        int secondPort = clients.get(1).awaitReady();
        clients.get(0).startLoad(callers, 1, secondPort);
        clients.get(1).startLoad(callers, 2, firstPort);
        awaitFurtherTransactions(100);
    }

    /** @return how long that took */
    Duration awaitFurtherTransactions(int count) {
        long started = System.nanoTime();
        int before = progress();
        Awaitility.await().atMost(patience).until(() -> progress() >= before + count);
        return Duration.ofNanos(System.nanoTime() - started);
    }

    /** How many transactions have been answered so far, one way or the other. */
    int progress() {
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
