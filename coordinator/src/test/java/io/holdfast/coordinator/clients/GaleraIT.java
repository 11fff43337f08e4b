// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.coordinator.clients.ClusterLoad.Shop;
import io.holdfast.sql.testing.GaleraCluster;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Three coordinators on three servers of a MariaDB Galera cluster, each with a server of its own as long as that is there,
 * under load from unmodified Seata clients.
 */
@Tag("long")
final class GaleraIT {
    private static final int NODES = 3;
    /** The servers themselves take two or three seconds to agree that one of them is gone. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static GaleraCluster database;
    private static final List<CoordinatorProcess> NODES_UP = new ArrayList<>();

    @BeforeAll
    static void startCluster() throws IOException {
        Optional<GaleraCluster> installed = GaleraCluster.start(NODES);
        assumeTrue(installed.isPresent(), "Galera is not installed: apt-get install " + GaleraCluster.PACKAGES);
        database = installed.get();
        for (int i = 0; i < NODES; i++) {
            CoordinatorProcess node = new CoordinatorProcess(
                    FreshDirectory.of("galera-node-" + i),
                    "--holdfast.log.url=" + database.jdbcUrl("holdfast", i),
                    "--holdfast.log.username=" + database.user(),
                    "--holdfast.log.password=" + database.password(),
                    "--holdfast.cluster.port=" + CoordinatorProcess.freePort(),
                    "--holdfast.phase-two.max-backoff=2s",
                    "--holdfast.phase-two.parked-backoff=2s");
            NODES_UP.add(node);
            node.start();
        }
        NODES_UP.forEach(CoordinatorProcess::awaitReady);
    }

    @AfterAll
    static void stopCluster() {
        NODES_UP.forEach(CoordinatorProcess::close);
        if (database != null) {
            database.close();
        }
    }

    @Test
    void whatWasAnsweredHoldsWhenServersAndCoordinatorsDieInTurnAndOneIsCutOff() throws Exception {
        try (ClusterLoad load = ClusterLoad.start(
                PATIENCE,
                ClusterLoad.CALLERS,
                15_000,
                Shop.of(ClientVersion.SEATA_2_6_0, NODES_UP),
                Shop.of(ClientVersion.SEATA_1_5_2, NODES_UP))) {
            database.server(0).kill();
            told("a server killed", load);
            database.server(0).restart();
            told("it is back", load);

            NODES_UP.get(1).kill9();
            told("a coordinator killed", load);
            NODES_UP.get(1).start();
            NODES_UP.get(1).awaitReady();
            told("it is back", load);

            database.server(1).kill();
            NODES_UP.get(2).kill9();
            told("a server and another server's coordinator killed at once", load);
            database.server(1).restart();
            NODES_UP.get(2).start();
            NODES_UP.get(2).awaitReady();
            told("they are back", load);

            database.cutOff(2);
            told("a server cut off from the others", load);
            database.join(2);
            told("it is back", load);
            load.report("servers and coordinators killed in turn, a server cut off");
        }
        assertThat(NODES_UP.get(0).logLines())
                .as("a coordinator goes on with another server when its own is gone")
                .anyMatch(line -> line.contains("reached by another server now"));
    }

    private static void told(String what, ClusterLoad load) {
        Duration first = load.awaitFurtherTransactions(1);
        Duration next = load.awaitFurtherTransactions(100);
        System.out.println(what + ": the next transaction ended after " + first.toMillis() + " ms, 100 more after "
                + next.toMillis() + " ms");
    }
}
