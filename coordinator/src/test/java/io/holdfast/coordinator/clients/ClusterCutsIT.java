// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.coordinator.clients.LinedCluster.Node;
import io.holdfast.coordinator.faults.Line;
import io.holdfast.coordinator.faults.Line.Way;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Three coordinators on one MySQL under load from unmodified Seata clients, and whatever two of all these say to each other
 * is cut: one way, the other way, and both. Nobody hears of a cut; what was sent meanwhile arrives when it is over. After
 * each test every transaction's answer, end, and effect is compared.
 */
@Tag("long")
final class ClusterCutsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Longer than a lease, and shorter than the silence after which a client closes a connection. */
    private static final Duration A_WHILE = Duration.ofSeconds(8);
    /** And longer than that. */
    private static final Duration A_LONG_WHILE = Duration.ofSeconds(20);

    private static final int SWEEP_SECONDS = Integer.getInteger("cuts.seconds", 60);
    private static final long SEED = Long.getLong("cuts.seed", 6);

    /** What is passed on no more, and at which node that is tried. */
    private enum Cut {
        TO_IT(0),
        FROM_IT(1),
        BOTH_WAYS(2);

        private final int node;

        Cut(int node) {
            this.node = node;
        }

        void strike(Line line) {
            if (this != FROM_IT) {
                line.hold(Way.THERE);
            }
            if (this != TO_IT) {
                line.hold(Way.BACK);
            }
        }
    }

    private static LinedCluster cluster;

    @BeforeAll
    static void startCluster() throws IOException {
        cluster = LinedCluster.start();
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    @Test
    void whoIsCutFromTheDatabaseIsReplacedAndComesBack() throws Exception {
        try (ClusterLoad load = cluster.startLoad(ClientVersion.SEATA_1_4_2, 15_000, PATIENCE)) {
            for (Cut cut : Cut.values()) {
                Node node = cluster.node(cut.node);
                cut.strike(node.database());
                Duration takenOver = cluster.awaitLanes(node, 0);
                Duration next = load.awaitFurtherTransactions(100);
                node.database().heal();
                Duration back = cluster.awaitEvenShares();
                told(
                        "from the database, " + cut,
                        "taken over after " + takenOver.toMillis() + " ms, 100 transactions" + " in the next "
                                + next.toMillis() + " ms; serves again after " + back.toMillis() + " ms");
                load.awaitFurtherTransactions(100);
            }
            load.report("one coordinator after the other cut from the database");
        }
    }

    @Test
    void whoIsCutFromTheOthersGoesOnWithItsOwnAndNoLaneMoves() throws Exception {
        List<Integer> epochs = cluster.epochs();
        try (ClusterLoad load = cluster.startLoad(ClientVersion.SEATA_1_4_2, 15_000, PATIENCE)) {
            for (Cut cut : Cut.values()) {
                Node node = cluster.node(cut.node);
                stay("one from the others, " + cut, load, cut, List.of(node.others()), A_WHILE);
            }
            List<Line> all = cluster.nodes().stream().map(Node::others).toList();
            stay("each from each, " + Cut.BOTH_WAYS, load, Cut.BOTH_WAYS, all, A_LONG_WHILE);
            load.report("coordinators cut from each other");
        }
        assertThat(cluster.epochs()).as("no lane has moved").isEqualTo(epochs);
    }

    @Test
    void whoIsCutFromItsClientsKeepsItsLanesAndReachesTheirParticipantsLater() throws Exception {
        List<Integer> epochs = cluster.epochs();
        try (ClusterLoad load = cluster.startLoad(ClientVersion.SEATA_1_5_2, 4_000, PATIENCE)) {
            for (Cut cut : Cut.values()) {
                Node node = cluster.node(cut.node);
                stay("from one client, " + cut, load, cut, node.clients().subList(0, 1), A_WHILE);
                stay("from both clients, " + cut, load, cut, node.clients(), A_WHILE);
            }
            List<Line> all = cluster.node(0).clients();
            stay("from both clients for long, " + Cut.BOTH_WAYS, load, Cut.BOTH_WAYS, all, A_LONG_WHILE);
            load.report("coordinators cut from clients and participants");
        }
        assertThat(cluster.epochs()).as("no lane has moved").isEqualTo(epochs);
    }

    private static void stay(String what, ClusterLoad load, Cut cut, List<Line> lines, Duration until)
            throws InterruptedException {
        int before = load.progress();
        lines.forEach(cut::strike);
        cluster.node(0).process().liveFor(until);
        int ended = load.progress() - before;
        lines.forEach(Line::heal);
        Duration next = load.awaitFurtherTransactions(100);
        told(
                what,
                ended + " transactions ended in " + until.toSeconds() + " s, 100 more " + next.toMillis()
                        + " ms after that");
    }

    /** Several at once, at any moment, also such that both ends hear of it: -Dcuts.seconds and -Dcuts.seed. */
    @Test
    void whateverIsCutAndWheneverNothingIsHalfDone() throws Exception {
        Random random = new Random(SEED);
        try (ClusterLoad load = cluster.startLoad(ClientVersion.SEATA_1_5_2, 4_000, PATIENCE)) {
            List<Line> lines = new ArrayList<>(cluster.lines());
            int before = load.progress();
            int strikes = 0;
            for (long left = SWEEP_SECONDS * 1_000L; left > 0; strikes++) {
                Line line = lines.get(random.nextInt(lines.size()));
                int draw = random.nextInt(4);
                if (draw < Cut.values().length) {
                    Cut.values()[draw].strike(line);
                } else {
                    line.cut();
                }
                if (random.nextInt(3) == 0) {
                    cluster.healAll();
                }
                int pause = 100 + random.nextInt(3_000);
                cluster.node(0).process().liveFor(Duration.ofMillis(pause));
                left -= pause;
            }
            int ended = load.progress() - before;
            cluster.healAll();
            Duration even = cluster.awaitEvenShares();
            Duration next = load.awaitFurtherTransactions(100);
            told(
                    strikes + " cuts, seed " + SEED,
                    ended + " transactions ended in " + SWEEP_SECONDS + " s; lanes shared" + " evenly "
                            + even.toMillis() + " ms after that, 100 more transactions " + next.toMillis() + " ms");
            load.report("any line at any time");
        }
    }

    private static void told(String what, String figures) {
        System.out.println("cut " + what + ": " + figures);
    }
}
