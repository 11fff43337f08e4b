// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The coordinator is killed again and again, at random moments of its life and of its start, under two applications on
 * real clients whose transactions cross from one to the other. At rest every answer still holds and the ledgers add up.
 */
final class CoordinatorKillIT {
    /** Per pair of clients, so 22 in all. */
    private static final int KILLS = 11;

    private static final int CALLERS = 4;
    /** A client that has given up looks again every ten seconds. */
    private static final Duration RECONNECT = Duration.ofSeconds(12);

    private static final Duration REST = Duration.ofSeconds(40);

    @ParameterizedTest
    @CsvSource({"SEATA_2_6_0, SEATA_1_8_0", "SEATA_2_2_0, SEATA_1_5_2"})
    void whateverWasAnsweredHoldsAndNothingIsLeftHalfDone(ClientVersion newer, ClientVersion older) throws Exception {
        long seed = Long.getLong("holdfast.seed", System.nanoTime());
        String pair = newer.number() + " and " + older.number();
        System.out.println("clients " + pair + ", -Dholdfast.seed=" + seed);
        // Back-off that has grown during one outage must not outlive the bound of this test.
        try (CoordinatorProcess coordinator = new CoordinatorProcess(
                FreshDirectory.of("killed-coordinator-" + newer.number()),
                "--holdfast.phase-two.max-backoff=2s",
                "--holdfast.phase-two.parked-backoff=2s")) {
            coordinator.start();
            coordinator.awaitReady();
            try (ClientProcess first = client(newer, coordinator, true);
                    ClientProcess second = client(older, coordinator, false)) {
                List<ClientProcess> clients = List.of(first, second);
                int firstPort = first.awaitReady();
                int secondPort = second.awaitReady();
                first.startLoad(CALLERS, seed, secondPort);
                second.startLoad(CALLERS, seed + 1000, firstPort);
                int duringStart = killAgainAndAgain(coordinator, clients, new Random(seed));
                LoadReport report = LoadReport.atRest(clients, REST);
                System.out.println("clients " + pair + ": " + KILLS + " kills, " + duringStart
                        + " of them during a start; " + report.summary());
                report.check();
                assertThat(report.toldCommitted()).as("answered committed").isPositive();
                assertThat(report.toldCancelled()).as("answered rolled back").isPositive();
                assertThat(report.unanswered()).as("lost answers").isPositive();
            }
        }
    }

    private static ClientProcess client(ClientVersion version, CoordinatorProcess coordinator, boolean merging)
            throws Exception {
        ClientProcess.Settings settings = new ClientProcess.Settings(
                version.number() + "-killed", "shop-" + version.number(), coordinator.address(), merging, 2_000);
        return ClientProcess.start(version, version.compileProgram(), settings);
    }

    /**
     * Leaves the coordinator running.
     *
     * @return how many of the kills did not wait for the end of the start
     */
    private static int killAgainAndAgain(CoordinatorProcess coordinator, List<ClientProcess> clients, Random random)
            throws Exception {
        int duringStart = 0;
        for (int kill = 1; kill <= KILLS; kill++) {
            awaitFurtherTransactions(clients, 1 + random.nextInt(300));
            coordinator.kill9();
            coordinator.start();
            if (kill < KILLS && random.nextInt(4) == 0) {
                kill++;
                duringStart++;
                coordinator.liveFor(Duration.ofMillis(500 + random.nextInt(2_000)));
                coordinator.kill9();
                coordinator.start();
            }
            coordinator.awaitReady();
        }
        return duringStart;
    }

    private static void awaitFurtherTransactions(List<ClientProcess> clients, int count) {
        int goal = progress(clients) + count;
        try {
            Awaitility.await()
                    .atMost(RECONNECT)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> progress(clients) >= goal);
        } catch (ConditionTimeoutException slow) {
            System.out.println("only " + (progress(clients) - goal + count) + " of " + count + " transactions within "
                    + RECONNECT.toSeconds() + " s");
        }
    }

    private static int progress(List<ClientProcess> clients) {
        return clients.stream().mapToInt(ClientProcess::loadProgress).sum();
    }
}
