// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** As many seeds as wanted, or one with all that happened: see the profile {@code sim}. */
class SimulationRun {
    /** So many must meet every pair of fault and transition that can occur. */
    private static final long ENOUGH_FOR_ALL_PAIRS = 10_000;

    @Test
    void run() throws InterruptedException {
        QuietLane quiet = new QuietLane();
        quiet.begin();
        try {
            Long seed = Long.getLong("seed");
            if (seed == null) {
                many(Long.getLong("seeds", 20_000));
            } else {
                one(seed);
            }
        } finally {
            quiet.end();
        }
    }

    private static void many(long count) throws InterruptedException {
        Seeds seeds = new Seeds(true);
        seeds.run(count);
        System.out.println(seeds.summary());
        if (count >= ENOUGH_FOR_ALL_PAIRS) {
            assertThat(Pairs.notMet(seeds.marks())).as("is no longer tested").isEmpty();
            assertThat(Pairs.metAllTheSame(seeds.marks())).isEmpty();
        }
    }

    private static void one(long seed) {
        SimWorld world = new SimWorld(new Scenario(seed), Mutant.NONE, true);
        try {
            world.run();
        } catch (Broken broken) {
            System.out.println(world.trace.text());
            throw new AssertionError(Seeds.report(seed), broken);
        }
        System.out.println(world.trace.text());
        System.out.printf("seed %d: trace hash %016x%ndrawn: %s%n", seed, world.trace.hash(), world.scenario);
    }
}
