// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.coordinator.faults.Line;
import io.holdfast.coordinator.faults.MySqlLine;
import io.holdfast.coordinator.lane.LaneState;
import io.holdfast.coordinator.lane.LaneState.Condition;
import io.holdfast.sql.testing.MySqlServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.seata.core.model.GlobalStatus;
import org.apache.seata.core.protocol.ResultCode;
import org.apache.seata.core.protocol.transaction.AbstractGlobalEndResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;

/**
 * Two coordinators on one MySQL, of which one is cut from the database, or from the other one, each way by itself, while
 * its clients still reach it. What clients are told is read as an unmodified one would.
 */
@TestInstance(Lifecycle.PER_CLASS)
class PartitionIT {
    private static final int LANES = 4;
    /** Of what takes a lease, a hold, and what is asked and tried again meanwhile, each of them a second. */
    private static final Duration SOON = Duration.ofSeconds(10);

    private MySqlServer server;
    private Line database;
    private Line towardsFirst;
    private Line towardsSecond;
    private CoordinatorNode first;
    private CoordinatorNode second;
    private Shop atFirst;
    private Shop atSecond;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        server = MySqlServer.start();
        String url = server.jdbcUrl("holdfast");
        database = Line.to(MySqlLine.port(url));
        int firstPeer = freePort();
        int secondPeer = freePort();
        towardsFirst = Line.to(firstPeer);
        towardsSecond = Line.to(secondPeer);
        int firstFront = freePort();
        int secondFront = freePort();
        String cutUrl = MySqlLine.through(database, url);
        first = node(directory.resolve("first"), cutUrl, firstFront, firstPeer, towardsFirst);
        second = node(directory.resolve("second"), url, secondFront, secondPeer, towardsSecond);
        first.start();
        second.start();
        awaitBothServe();
        atFirst = new Shop(firstFront);
        atSecond = new Shop(secondFront);
    }

    @AfterAll
    void stop() throws Exception {
        database.heal();
        towardsFirst.heal();
        towardsSecond.heal();
        atFirst.close();
        atSecond.close();
        first.stop();
        second.stop();
        database.close();
        towardsFirst.close();
        towardsSecond.close();
        server.close();
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    private CoordinatorNode node(Path directory, String url, int front, int peer, Line towards) {
        HoldfastSettings settings = Settings.of(
                "holdfast.data-dir", directory.toString(),
                "holdfast.lanes", Integer.toString(LANES),
                "holdfast.log.url", url,
                "holdfast.log.username", server.user(),
                "holdfast.log.password", server.password(),
                "holdfast.log.timeout", "1s",
                "holdfast.cluster.port", Integer.toString(peer),
                "holdfast.cluster.advertised-port", Integer.toString(towards.port()),
                "holdfast.cluster.lease", "1s",
                "holdfast.cluster.hold", "1s",
                "holdfast.cluster.drain", "2s",
                "holdfast.seata.port", Integer.toString(front),
                "holdfast.api.enabled", "false");
        return new CoordinatorNode(settings, new DefaultSslBundleRegistry(), new SimpleMeterRegistry());
    }

    private static long serving(CoordinatorNode node) {
        return node.laneStates().stream()
                .filter(lane -> lane.condition() == Condition.SERVING)
                .count();
    }

    private void awaitBothServe() {
        await().atMost(SOON).until(() -> serving(first) == LANES / 2 && serving(second) == LANES / 2);
    }

    @Test
    void whoIsCutFromTheDatabaseRefusesAndSendsNothingAndTheOtherOneTakesOver() throws Exception {
        for (Line.Way way : Line.Way.values()) {
            String xid = atFirst.beginWithABranch();
            database.hold(way);
            long cut = System.nanoTime();
            AbstractGlobalEndResponse refused = atFirst.commit(xid);
            print(way + ": refused after", cut, refused.getMsg());
            assertThat(refused.getResultCode()).isEqualTo(ResultCode.Failed);
            assertThat(refused.getMsg()).contains("ask again").contains("see whether the database runs");
            assertThat(Duration.ofNanos(System.nanoTime() - cut)).isLessThan(SOON);

            await().atMost(SOON).until(() -> serving(second) == LANES);
            print(way + ": taken over after", cut, "");
            assertThat(atSecond.commit(xid).getGlobalStatus()).isEqualTo(GlobalStatus.Committed);
            assertThat(atSecond.confirmed()).contains(xid);
            assertThat(atFirst.begin().getMsg()).contains("ask again");
            assertThat(atFirst.confirmed()).as("sent by the one that is cut").doesNotContain(xid);

            long healed = System.nanoTime();
            database.heal();
            await().atMost(SOON).until(() -> atFirst.commit(xid).getGlobalStatus() == GlobalStatus.Committed);
            awaitBothServe();
            print(way + ": serves again after", healed, "");
            String next = atFirst.beginWithABranch();
            assertThat(atFirst.commit(next).getGlobalStatus()).isEqualTo(GlobalStatus.Committed);
            assertThat(atFirst.confirmed()).contains(next);
        }
    }

    @Test
    void whoIsCutFromTheOtherOneHoldsRequestsThenRefusesThemAndNothingElseBreaks() throws Exception {
        List<Integer> epochs = epochs();
        for (Line.Way way : Line.Way.values()) {
            String own = atFirst.beginWithABranch();
            String others = atSecond.beginWithABranch();
            towardsSecond.hold(way);
            long cut = System.nanoTime();
            AbstractGlobalEndResponse refused = atFirst.commit(others);
            print(way + ": refused after", cut, refused.getMsg());
            assertThat(refused.getResultCode()).isEqualTo(ResultCode.Failed);
            assertThat(refused.getMsg())
                    .endsWith(
                            way == Line.Way.THERE
                                    ? "(it did not answer within PT3S); nothing was changed, ask again"
                                    : "(it has said nothing for PT3S); whether this took effect is not known, ask again");
            assertThat(Duration.ofNanos(System.nanoTime() - cut)).isLessThan(SOON);

            assertThat(atFirst.commit(own).getGlobalStatus()).isEqualTo(GlobalStatus.Committed);
            assertThat(atSecond.commit(own).getGlobalStatus())
                    .as("the other way is open")
                    .isEqualTo(GlobalStatus.Committed);
            towardsSecond.heal();
            await().atMost(SOON).until(() -> atFirst.commit(others).getGlobalStatus() == GlobalStatus.Committed);
            assertThat(atSecond.confirmed()).contains(others);
        }
        assertThat(epochs()).as("no lane has moved").isEqualTo(epochs);
    }

    private List<Integer> epochs() {
        return List.of(first, second).stream()
                .flatMap(node -> node.laneStates().stream())
                .map(LaneState::epoch)
                .toList();
    }

    private static void print(String what, long sinceNanos, String message) {
        System.out.println(
                what + " " + Duration.ofNanos(System.nanoTime() - sinceNanos).toMillis() + " ms " + message);
    }
}
