// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.sim;

import io.holdfast.coordinator.engine.Backoff;
import io.holdfast.coordinator.engine.EngineSettings;
import io.holdfast.coordinator.lane.LaneSettings;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * What a world is made of: which faults exist and how strong they are, how many of everything there are, and the
 * coordinator's settings. One seed draws it all; {@link Shrinker} takes parts of it away.
 */
final class Scenario {
    static final long DAY_MILLIS = 86_400_000;
    static final long LONGEST_RESTART_MILLIS = 3_000;
    static final long REPLY_TIMEOUT_MILLIS = 2_000;
    /** The slowest clock loses a fifth. */
    static final double SLOWEST_CLOCK = 0.8;

    /** In a thousand; a fault that is not in here does not exist. */
    final Map<Fault, Integer> strengths = new EnumMap<>(Fault.class);
    /** Kinds of faults that never strike, though their lots are drawn: so the world takes the same course without them. */
    final Set<Fault> off = EnumSet.noneOf(Fault.class);
    /** Single strikes that miss, by their order, from 0. */
    final BitSet muted = new BitSet();
    /** Clients that never begin anything. */
    final BitSet silent = new BitSet();

    final long seed;
    /** What happens is drawn from this one. */
    long course;

    /** How often an operator steps in. */
    int operations;

    long faultsEndMillis = 15_000;
    int clients;
    int participants;
    int nodes;
    int lanes;
    final long slowMillis;
    final int stock;
    final EngineSettings engine;
    final LaneSettings lane;

    Scenario(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        this.seed = seed;
        for (Fault fault : Fault.values()) {
            if (random.nextBoolean()) {
                strengths.put(fault, 1 + random.nextInt(fault.most));
            }
        }
        slowMillis = 1L + random.nextInt(8_000);
        clients = 3 + random.nextInt(10);
        participants = 1 + random.nextInt(3);
        nodes = random.nextInt(3) == 0 ? 1 : 1 + random.nextInt(5);
        lanes = random.nextInt(3) == 0 ? 1 : 1 + random.nextInt(3);
        stock = 5 + random.nextInt(40);
        engine = engine(random, seed % 3 == 0);
        lane = new LaneSettings(
                random.nextInt(4) == 0 ? 4 : 64,
                1 + random.nextInt(32),
                random.nextInt(50),
                10 + random.nextInt(200),
                1 + random.nextInt(random.nextInt(4) == 0 ? 2 : 16));
        course = random.nextLong();
        operations = random.nextInt(3) == 0 ? 1 + random.nextInt(16) : 0;
    }

    private Scenario(Scenario other) {
        seed = other.seed;
        strengths.putAll(other.strengths);
        off.addAll(other.off);
        muted.or(other.muted);
        silent.or(other.silent);
        operations = other.operations;
        course = other.course;
        faultsEndMillis = other.faultsEndMillis;
        clients = other.clients;
        participants = other.participants;
        nodes = other.nodes;
        lanes = other.lanes;
        slowMillis = other.slowMillis;
        stock = other.stock;
        engine = other.engine;
        lane = other.lane;
    }

    Scenario copy() {
        return new Scenario(this);
    }

    int strength(Fault fault) {
        return strengths.getOrDefault(fault, 0);
    }

    private static EngineSettings engine(SplittableRandom random, boolean secondApprover) {
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
                Set.of("serial"),
                secondApprover);
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
        long byTheClock = restart + engine.maxTimeoutMillis() + 6 * branch;
        return slowMillis + (long) (byTheClock / SLOWEST_CLOCK) + 2_000;
    }

    /** The faults that can strike. */
    Set<Fault> faults() {
        Set<Fault> faults = EnumSet.noneOf(Fault.class);
        faults.addAll(strengths.keySet());
        faults.removeAll(off);
        return faults;
    }

    int clientsThatSpeak() {
        return clients - silent.cardinality();
    }

    @Override
    public String toString() {
        String misses = muted.isEmpty() ? "" : ", of whose strikes " + muted.cardinality() + " miss";
        return clientsThatSpeak() + " clients, " + operations + " operations, " + participants + " participants, "
                + nodes + " nodes, " + lanes + " lanes, " + faultsEndMillis + " ms of " + faults() + misses;
    }
}
