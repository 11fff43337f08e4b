// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.nacos.NacosServer;
import io.holdfast.sql.testing.MySqlServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/** Coordinators and clients that meet in a Nacos. For one thread. */
final class NacosWorld implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration REST = Duration.ofSeconds(40);

    private final List<CoordinatorProcess> coordinators = new ArrayList<>();
    private final List<ClientProcess> clients = new ArrayList<>();

    List<CoordinatorProcess> coordinators() {
        return coordinators;
    }

    CoordinatorProcess coordinator(String name, String... arguments) throws IOException {
        CoordinatorProcess coordinator = new CoordinatorProcess(FreshDirectory.of(name), arguments);
        coordinators.add(coordinator);
        return coordinator;
    }

    /** Of one cluster, on this database. */
    CoordinatorProcess member(MySqlServer database, String... registry) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(registry));
        arguments.addAll(List.of(
                "--holdfast.log.url=" + database.jdbcUrl("holdfast"),
                "--holdfast.log.username=" + database.user(),
                "--holdfast.log.password=" + database.password(),
                "--holdfast.cluster.port=" + CoordinatorProcess.freePort(),
                "--holdfast.cluster.lease=2s"));
        return coordinator("nacos-node-" + coordinators.size(), arguments.toArray(String[]::new));
    }

    private ClientProcess client(NacosServer nacos, String name) throws IOException {
        ClientVersion version = ClientVersion.SEATA_2_6_0;
        ClientProcess client = ClientProcess.start(
                version,
                version.compileProgram(),
                new ClientProcess.Settings(name, name, "nacos://" + nacos.address(), true, 15_000));
        clients.add(client);
        return client;
    }

    /** Two applications, each a participant in the other one's transactions. */
    void startLoad(NacosServer nacos, int callers) throws IOException {
        ClientProcess first = client(nacos, "nacos-a");
        ClientProcess second = client(nacos, "nacos-b");
        int firstPort = first.awaitReady();
        int secondPort = second.awaitReady();
        first.startLoad(callers, 1, secondPort);
        second.startLoad(callers, 2, firstPort);
        awaitFurtherTransactions(100);
    }

    void awaitFurtherTransactions(int count) {
        int before = progress();
        Awaitility.await().atMost(SOON).until(() -> progress() >= before + count);
    }

    private int progress() {
        return clients.stream().mapToInt(ClientProcess::loadProgress).sum();
    }

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
        coordinators.forEach(CoordinatorProcess::close);
    }
}
