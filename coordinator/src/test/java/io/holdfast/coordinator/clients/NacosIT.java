// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.coordinator.nacos.Documents;
import io.holdfast.coordinator.nacos.Listing;
import io.holdfast.coordinator.nacos.SharedNacos;
import io.holdfast.nacos.NacosServer;
import io.holdfast.sql.testing.MySqlServer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Coordinators that clients find by a real Nacos, whatever becomes of one or the other. */
@ExtendWith(SharedNacos.class)
@Tag("long")
final class NacosIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final NacosWorld world = new NacosWorld();

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void clientsFollowTheListAndNothingNeedsNacosToGoOn(NacosServer nacos) throws Exception {
        try (MySqlServer database = MySqlServer.start();
                Listing listing = new Listing(nacos, "seata-server");
                Listing others = new Listing(nacos, "another-cluster")) {
            Documents.publish(nacos, "node.yml", """
                    holdfast.registry:
                      url: nacos://%s
                      grace: 2s
                    """.formatted(nacos.address()));
            String settings = "--holdfast.config.url=nacos://" + nacos.address() + "/node.yml";
            CoordinatorProcess first = world.member(database, settings);
            CoordinatorProcess second = world.member(database, settings);
            first.start();
            second.start();
            listing.awaitExactly(first.address(), second.address());
            CoordinatorProcess late = world.coordinator(
                    "nacos-late",
                    "--holdfast.registry.url=nacos://" + nacos.address(),
                    "--holdfast.registry.service=another-cluster");
            late.start();
            ClusterLoad load = world.startLoad(nacos, 1);

            nacos.kill();
            load.awaitFurtherTransactions(100);
            late.awaitReady();
            nacos.restart();
            listing.awaitExactly(first.address(), second.address());
            others.awaitExactly(late.address());
            late.kill9();
            others.awaitExactly();

            first.stopInOrder(SOON);
            assertThat(listing.addresses()).containsExactly(second.address());
            load.awaitFurtherTransactions(100);
            LoadReport report = load.report("Nacos was away, then one of two coordinators left");
            assertThat(report.unansweredTransactions())
                    .as("callers that were told nothing")
                    .isEmpty();
        }
    }
}
