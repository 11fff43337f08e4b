// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.sim;

import io.holdfast.coordinator.engine.Backoff;
import io.holdfast.coordinator.engine.EngineSettings;
import io.holdfast.coordinator.lane.LaneSettings;
import java.util.Set;
import java.util.SplittableRandom;

/** What one seed draws: which faults exist, how strong they are, and the settings. Strengths are in a thousand. */
final class Swarm {
    static final long FAULTS_END_MILLIS = 15_000;
    static final long DAY_MILLIS = 86_400_000;
    static final long LONGEST_RESTART_MILLIS = 3_000;
    static final long REPLY_TIMEOUT_MILLIS = 2_000;

    final int drops;
    final int duplicates;
    final int slow;
    final long slowMillis;
    final int daysLate;
    final int partitions;
    final int failedAppends;
    final int slowSyncs;
    final int failedTakes;
    final int failedReads;
    final int crashes;
    final int clockJumps;
    final int pauses;
    final int failingParticipants;
    final int lostAnswers;
    final int dyingClients;
    final int fickleClients;
    final int clients;
    final int participants;
    final int stock;
    final EngineSettings engine;
    final LaneSettings lane;

    Swarm(SplittableRandom random) {
        drops = strength(random, 150);
        duplicates = strength(random, 200);
        slow = strength(random, 200);
        slowMillis = 1L + random.nextInt(8_000);
        daysLate = strength(random, 60);
        partitions = strength(random, 300);
        failedAppends = strength(random, 120);
        slowSyncs = strength(random, 200);
        failedTakes = strength(random, 500);
        failedReads = strength(random, 300);
        crashes = strength(random, 60);
        clockJumps = strength(random, 800);
        pauses = strength(random, 400);
        failingParticipants = strength(random, 400);
        lostAnswers = strength(random, 200);
        dyingClients = strength(random, 150);
        fickleClients = strength(random, 400);
        clients = 3 + random.nextInt(10);
        participants = 1 + random.nextInt(3);
        stock = 5 + random.nextInt(40);
        engine = engine(random);
        lane = new LaneSettings(
                random.nextInt(4) == 0 ? 4 : 64,
                1 + random.nextInt(32),
                random.nextInt(50),
                10 + random.nextInt(200),
                1 + random.nextInt(16));
    }

    private static int strength(SplittableRandom random, int most) {
        return random.nextBoolean() ? 0 : 1 + random.nextInt(most);
    }

    private static EngineSettings engine(SplittableRandom random) {
        long timeout = 1_000L + random.nextInt(8_000);
        long first = 50L + random.nextInt(500);
        Backoff backoff =
                new Backoff(first, first + random.nextInt(4_000), 1 + random.nextInt(6), 1_000 + random.nextInt(6_000));
        return new EngineSettings(
                "coordinator:8091",
                timeout,
                timeout + random.nextInt(8_000),
                500 + random.nextInt(3_000),
                random.nextInt(6) == 0 ? 3 : 1_000,
                random.nextInt(6) == 0 ? 2 : 100,
                1_000,
                backoff,
                Set.of("serial"));
    }

    /**
     * I24: how long after the end of the faults everything must have come to rest. A message that was slow comes in; the
     * coordinator comes back; what is undecided reaches its deadline; a call is given up, waits as long as a branch can
     * wait, and succeeds. In a serial transaction the last holds for one branch after the other.
     */
    long boundMillis() {
        long restart = LONGEST_RESTART_MILLIS + 8 * 210;
        long backoff = Math.max(engine.backoff().maxMillis(), engine.backoff().parkedMillis());
        long branch = engine.attemptTimeoutMillis() + backoff + 100;
        return slowMillis + restart + engine.maxTimeoutMillis() + 6 * branch + 2_000;
    }
}
