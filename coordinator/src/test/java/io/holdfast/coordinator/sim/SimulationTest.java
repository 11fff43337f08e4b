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
    private static final int SEEDS = 5_000;
    /** What 5,000 worlds meet many times over: if one of these is gone, something is no longer tested. */
    private static final String[] ALWAYS_MET = {
        "transition x Begun",
        "transition x BranchRegistered",
        "transition x BranchReported",
        "transition x Decided COMMIT CALLER",
        "transition x Decided CANCEL CALLER",
        "transition x Decided CANCEL TIMEOUT",
        "transition x AttemptFailed",
        "transition x BranchParked",
        "transition x BranchAcknowledged",
        "transition x Finished COMMIT CALLER",
        "transition x Finished CANCEL CALLER",
        "transition x Finished CANCEL TIMEOUT",
        "crash in append, durable x BranchRegistered",
        "crash in append, durable x Decided",
        "crash in append, durable x Finished",
        "crash in append, lost x BranchRegistered",
        "crash in append, lost x Decided",
        "crash in append, lost x Finished",
        "failed append, durable x Decided",
        "failed append, lost x Decided",
        "fenced x Decided",
        "crash x in recovery",
        "crash x while sending",
        "anti-hanging x SUSPENDED",
        "EmptyRollback x CANCEL",
        "AlreadyDone x CONFIRM",
        "AlreadyDone x CANCEL",
        "orderly stop x any moment"
    };

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
        assertThat(seeds.marks().hits()).containsKeys(ALWAYS_MET);
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
        for (long seed = 1; seed <= mutant.seeds(); seed++) {
            try {
                new SimWorld(seed, mutant, false).run();
            } catch (Broken seen) {
                System.out.printf("%-38s seeds %3d  %s%n", mutant, seed, seen.getMessage());
                return;
            }
        }
        throw new AssertionError(mutant + " lived through " + mutant.seeds() + " seeds");
    }
}
