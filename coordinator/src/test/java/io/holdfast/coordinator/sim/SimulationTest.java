// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whole worlds keep the invariants, and the oracle sees what breaks them. */
class SimulationTest {
    private static final int SEEDS = 2_500;
    private static final int SEEDS_PER_MUTANT = 500;
    private static final QuietLane QUIET = new QuietLane();

    @BeforeAll
    static void quiet() {
        QUIET.begin();
    }

    @AfterAll
    static void loud() {
        QUIET.end();
    }

    @Test
    void theInvariantsHoldInEveryWorld() {
        Seeds seeds = new Seeds();
        for (long seed = 1; seed <= SEEDS; seed++) {
            seeds.run(seed);
        }
        System.out.println(seeds.summary());
    }

    @Test
    void theSameSeedGivesTheSameWorld() {
        for (long seed = 1; seed <= 50; seed++) {
            SimWorld first = new SimWorld(seed, Mutant.NONE, false);
            SimWorld second = new SimWorld(seed, Mutant.NONE, true);
            first.run();
            second.run();
            assertThat(second.trace.hash()).isEqualTo(first.trace.hash());
            assertThat(second.trace.events()).isPositive();
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void theOracleSeesEveryMutant(Mutant mutant) {
        for (long seed = 1; seed <= SEEDS_PER_MUTANT; seed++) {
            try {
                new SimWorld(seed, mutant, false).run();
            } catch (Broken seen) {
                System.out.printf("%-38s seeds %3d  %s%n", mutant, seed, seen.getMessage());
                return;
            }
        }
        throw new AssertionError(mutant + " lived through " + SEEDS_PER_MUTANT + " seeds");
    }
}
