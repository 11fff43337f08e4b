// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.coordinator.nacos.Listing;
import io.holdfast.coordinator.nacos.SharedNacos;
import io.holdfast.nacos.NacosServer;
import io.holdfast.sql.testing.MySqlServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Two coordinators restarted in turn under clients that find them by Nacos, as docs/nacos.md says how. Takes some three
 * minutes, because a stock client looks for new coordinators after its first minute, and then every ten seconds.
 */
@ExtendWith(SharedNacos.class)
final class NacosRollingRestart {
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final Duration CLIENTS_LOOK = Duration.ofSeconds(75);

    private final NacosWorld world = new NacosWorld();

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void failsNoTransaction(NacosServer nacos) throws Exception {
        try (MySqlServer database = MySqlServer.start();
                Listing listing = new Listing(nacos, "seata-server")) {
            String registry = "--holdfast.registry.url=nacos://" + nacos.address();
            CoordinatorProcess first = world.member(database, registry);
            CoordinatorProcess second = world.member(database, registry);
            first.start();
            second.start();
            listing.awaitExactly(first.address(), second.address());
            ClusterLoad load = world.startLoad(nacos, 4);
            first.liveFor(CLIENTS_LOOK);
            for (CoordinatorProcess node : world.coordinators()) {
                int participants = joined(node);
                node.stopInOrder(SOON);
                load.awaitFurtherTransactions(50);
                node.start();
                node.awaitReady();
                listing.awaitExactly(first.address(), second.address());
                Awaitility.await("the clients have found it again")
                        .atMost(SOON)
                        .until(() -> joined(node) >= participants + 2);
                load.awaitFurtherTransactions(50);
            }
            LoadReport report = load.report("two coordinators restarted, one after the other");
            assertThat(report.unansweredTransactions())
                    .as("callers that were told nothing")
                    .isEmpty();
        }
    }

    private static int joined(CoordinatorProcess node) {
        try {
            return (int) node.logLines().stream()
                    .filter(line -> line.contains("joined as PARTICIPANT"))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
