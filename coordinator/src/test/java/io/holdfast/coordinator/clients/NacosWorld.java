// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.clients;

import io.holdfast.coordinator.clients.ClusterLoad.Shop;
import io.holdfast.nacos.NacosServer;
import io.holdfast.sql.testing.MySqlServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Coordinators that a Nacos knows, and a load from clients that ask it. For one thread. */
final class NacosWorld implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final List<CoordinatorProcess> coordinators = new ArrayList<>();
    private ClusterLoad load;

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

    /** Applications that look coordinators up there. */
    ClusterLoad startLoad(NacosServer nacos, int callers) throws IOException {
        Shop shop = new Shop(ClientVersion.SEATA_2_6_0, "nacos://" + nacos.address());
        load = ClusterLoad.start(SOON, callers, 15_000, shop, shop);
        return load;
    }

    @Override
    public void close() {
        if (load != null) {
            load.close();
        }
        coordinators.forEach(CoordinatorProcess::close);
    }
}
