// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The coordinator is killed again and again, at random moments of its life and of its start, under applications on real
 * clients of four versions whose transactions cross from one to the next. At rest every answer still holds and the ledgers
 * add up.
 */
final class CoordinatorKillIT {
    /**
     * Both pairs live at the same time. 1.4.2 is not among them: it waits 30 s for each answer that was lost, and nothing
     * makes it wait less.
     */
    private static final List<List<ClientVersion>> PAIRS = List.of(
            List.of(ClientVersion.SEATA_2_6_0, ClientVersion.SEATA_1_8_0),
            List.of(ClientVersion.SEATA_2_2_0, ClientVersion.SEATA_1_5_2));

    private static final int CALLERS = 4;
    private static final Duration RECONNECT = Duration.ofSeconds(12);
    private static final Duration REST = Duration.ofSeconds(40);

    private final List<ClientProcess> clients = new ArrayList<>();

    @AfterEach
    void stopClients() {
        clients.forEach(ClientProcess::close);
        clients.clear();
    }

    /** Few kills: from its second minute on a client that finds nobody waits up to ten seconds before it looks again. */
    @Test
    void whateverWasAnsweredHoldsAndNothingIsLeftHalfDone() throws Exception {
        survive(3, PAIRS.subList(0, 1));
    }

    @Tag("long")
    @Test
    void olderClientsBesideAndMoreKillsChangeNothing() throws Exception {
        survive(10, PAIRS);
    }

    private void survive(int kills, List<List<ClientVersion>> versions) throws Exception {
        long seed = Long.getLong("holdfast.seed", System.nanoTime());
        System.out.println("-Dholdfast.seed=" + seed);
        Random random = new Random(seed);
        // Back-off that has grown during one outage must not outlive the bound of this test.
        try (CoordinatorProcess coordinator = new CoordinatorProcess(
                FreshDirectory.of("killed-coordinator"),
                "--holdfast.phase-two.max-backoff=2s",
                "--holdfast.phase-two.parked-backoff=2s")) {
            coordinator.start();
            coordinator.awaitReady();
            List<List<ClientProcess>> pairs = new ArrayList<>();
            for (List<ClientVersion> pair : versions) {
                pairs.add(startLoad(pair, coordinator, random));
            }
            int duringStart = killAgainAndAgain(kills, coordinator, random);
            for (List<ClientProcess> pair : pairs) {
                LoadReport report = LoadReport.atRest(pair, REST);
                System.out.println(
                        pair + ": " + kills + " kills, " + duringStart + " of them during a start; " + report);
                report.check();
                assertThat(report.toldCommitted()).as("answered committed").isPositive();
                assertThat(report.toldCancelled()).as("answered rolled back").isPositive();
                assertThat(report.unanswered()).as("lost answers").isPositive();
            }
        }
    }

    /** Each process is the caller of its own transactions, and a participant in those of the other. */
    private List<ClientProcess> startLoad(List<ClientVersion> pair, CoordinatorProcess coordinator, Random random)
            throws IOException {
        List<ClientProcess> started = new ArrayList<>();
        for (ClientVersion version : pair) {
            boolean merging = started.isEmpty();
            ClientProcess.Settings settings = new ClientProcess.Settings(
                    version.number() + "-killed", "shop-" + version.number(), coordinator.address(), merging, 2_000);
            ClientProcess client = ClientProcess.start(version, version.compileProgram(), settings);
            clients.add(client);
            started.add(client);
        }
        int firstPort = started.get(0).awaitReady();
        int secondPort = started.get(1).awaitReady();
        started.get(0).startLoad(CALLERS, random.nextLong(), secondPort);
        started.get(1).startLoad(CALLERS, random.nextLong(), firstPort);
        return started;
    }

    /**
     * Leaves the coordinator running.
     *
     * @return how many of the kills did not wait for the end of the start
     */
    private int killAgainAndAgain(int times, CoordinatorProcess coordinator, Random random) throws Exception {
        int duringStart = 0;
        for (int kills = 0; kills < times; ) {
            awaitFurtherTransactions(1 + random.nextInt(150));
            coordinator.kill9();
            kills++;
            coordinator.start();
            if (kills < times && random.nextBoolean()) {
                coordinator.liveFor(Duration.ofMillis(500 + random.nextInt(2_000)));
                coordinator.kill9();
                kills++;
                duringStart++;
                coordinator.start();
            }
            coordinator.awaitReady();
        }
        return duringStart;
    }

    private void awaitFurtherTransactions(int count) {
        int before = progress();
        try {
            Awaitility.await()
                    .atMost(RECONNECT)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> progress() >= before + count);
        } catch (ConditionTimeoutException slow) {
            System.out.println("only " + (progress() - before) + " of " + count + " transactions in " + RECONNECT);
        }
    }

    private int progress() {
        return clients.stream().mapToInt(ClientProcess::loadProgress).sum();
    }
}
