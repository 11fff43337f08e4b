// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.coordinator.nacos.Listing;
import io.holdfast.coordinator.nacos.SharedNacos;
import io.holdfast.nacos.NacosServer;
import io.holdfast.sql.testing.MySqlServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Coordinators that clients find by a real Nacos, whatever becomes of one or the other. */
@ExtendWith(SharedNacos.class)
final class NacosIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final List<CoordinatorProcess> coordinators = new ArrayList<>();
    private final List<ClientProcess> clients = new ArrayList<>();

    @AfterEach
    void stop() {
        clients.forEach(ClientProcess::close);
        coordinators.forEach(CoordinatorProcess::close);
    }

    private CoordinatorProcess coordinator(String name, NacosServer nacos, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(
                List.of("--holdfast.registry.url=nacos://" + nacos.address(), "--holdfast.registry.grace=2s"));
        arguments.addAll(List.of(more));
        CoordinatorProcess coordinator =
                new CoordinatorProcess(FreshDirectory.of(name), arguments.toArray(String[]::new));
        coordinators.add(coordinator);
        return coordinator;
    }

    private ClientProcess client(NacosServer nacos, String name) throws Exception {
        ClientVersion version = ClientVersion.SEATA_2_6_0;
        ClientProcess client = ClientProcess.start(
                version,
                version.compileProgram(),
                new ClientProcess.Settings(name, name, "nacos://" + nacos.address(), true, 15_000));
        clients.add(client);
        return client;
    }

    @Test
    void aCoordinatorIsListedWhileItServesAndNeedsNoNacosToServe(NacosServer nacos) throws Exception {
        try (Listing listing = new Listing(nacos)) {
            nacos.kill();
            CoordinatorProcess coordinator = coordinator("nacos-alone", nacos);
            coordinator.start();
            coordinator.awaitReady();
            nacos.restart();
            listing.awaitExactly(coordinator.address());

            nacos.kill();
            coordinator.liveFor(Duration.ofMillis(100));
            nacos.restart();
            listing.awaitExactly(coordinator.address());

            coordinator.kill9();
            listing.awaitExactly();
        }
    }

    @Test
    void clientsTurnToAnotherCoordinatorWhenOneLeaves(NacosServer nacos) throws Exception {
        try (MySqlServer database = MySqlServer.start();
                Listing listing = new Listing(nacos)) {
            for (int i = 0; i < 2; i++) {
                coordinator(
                                "nacos-node-" + i,
                                nacos,
                                "--holdfast.log.url=" + database.jdbcUrl("holdfast"),
                                "--holdfast.log.username=" + database.user(),
                                "--holdfast.log.password=" + database.password(),
                                "--holdfast.cluster.port=" + CoordinatorProcess.freePort(),
                                "--holdfast.cluster.lease=2s")
                        .start();
            }
            coordinators.forEach(CoordinatorProcess::awaitReady);
            listing.awaitExactly(
                    coordinators.get(0).address(), coordinators.get(1).address());
            int firstPort = client(nacos, "nacos-a").awaitReady();
            int secondPort = client(nacos, "nacos-b").awaitReady();
            clients.get(0).startLoad(4, 1, secondPort);
            clients.get(1).startLoad(4, 2, firstPort);
            awaitFurtherTransactions(100);

            coordinators.get(0).stopInOrder(SOON);
            listing.awaitExactly(coordinators.get(1).address());
            awaitFurtherTransactions(100);

            LoadReport report = LoadReport.atRest(clients, Duration.ofSeconds(40));
            System.out.println("one of two coordinators has left Nacos: " + report);
            report.check();
            assertThat(report.toldCommitted()).as("answered committed").isPositive();
            assertThat(report.unansweredTransactions())
                    .as("callers that were told nothing")
                    .isEmpty();
        }
    }

    private void awaitFurtherTransactions(int count) {
        int before = progress();
        Awaitility.await().atMost(SOON).until(() -> progress() >= before + count);
    }

    private int progress() {
        return clients.stream().mapToInt(ClientProcess::loadProgress).sum();
    }
}
