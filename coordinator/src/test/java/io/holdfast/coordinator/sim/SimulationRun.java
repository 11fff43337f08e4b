// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.sim;

import org.junit.jupiter.api.Test;

/** As many seeds as wanted, or one with all that happened: see the profile {@code sim}. */
class SimulationRun {
    private static final long PROGRESS_NANOS = 10_000_000_000L;

    @Test
    void run() {
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

    private static void many(long count) {
        Seeds seeds = new Seeds();
        long nextProgress = System.nanoTime() + PROGRESS_NANOS;
        for (long seed = 1; seed <= count; seed++) {
            seeds.run(seed);
            if (System.nanoTime() > nextProgress) {
                nextProgress = System.nanoTime() + PROGRESS_NANOS;
                System.out.println(seeds.progress());
            }
        }
        System.out.println(seeds.summary());
    }

    private static void one(long seed) {
        SimWorld world = new SimWorld(seed, Mutant.NONE, true);
        try {
            world.run();
        } finally {
            System.out.println(world.trace.text());
            System.out.printf("seed %d: trace hash %016x%n", seed, world.trace.hash());
        }
    }
}
