// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.coordinator.model.BranchStatus;
import io.holdfast.coordinator.model.InvariantBroken;
import io.holdfast.coordinator.model.TransactionStatus;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whole worlds keep the invariants, and the oracle sees what breaks them. */
class SimulationTest {
    private static final int SEEDS = 3_000;
    /** What no transition tells of. */
    private static final String[] ALWAYS_MET = {
        "fenced x append",
        "anti-hanging x SUSPENDED",
        "EmptyRollback x CANCEL",
        "AlreadyDone x CONFIRM",
        "AlreadyDone x CANCEL",
        "repeated x Try",
        "refused x look-up",
        "nobody takes it x RegisterBranch"
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
    void theInvariantsHoldInEveryWorld() throws InterruptedException {
        Seeds seeds = new Seeds(false);
        seeds.run(SEEDS);
        System.out.println(seeds.summary());
        assertThat(Pairs.notTaken(seeds.marks())).as("taken by no transaction").isEmpty();
        assertThat(Pairs.notTakenUnderFaults(seeds.marks()))
                .as("taken under no fault")
                .isEmpty();
        assertThat(Pairs.metAllTheSame(seeds.marks())).isEmpty();
        assertThat(seeds.marks().hits()).containsKeys(ALWAYS_MET);
    }

    @Test
    void everyLineOfTheStateTablesIsATransition() {
        Set<Transition> tables = EnumSet.noneOf(Transition.class);
        for (TransactionStatus from : TransactionStatus.values()) {
            for (TransactionStatus.Event event : TransactionStatus.Event.values()) {
                if (isAllowed(() -> from.on(event))) {
                    tables.add(Transition.of(from, event));
                }
            }
        }
        for (BranchStatus from : BranchStatus.values()) {
            for (BranchStatus.Event event : BranchStatus.Event.values()) {
                if (isAllowed(() -> from.on(event))) {
                    tables.add(Transition.of(from, event));
                }
            }
        }
        assertThat(tables).hasSize(8);
        assertThat(Set.of(Transition.values())).containsAll(tables);
    }

    private static boolean isAllowed(Supplier<?> transition) {
        try {
            return transition.get() != null;
        } catch (InvariantBroken notInTheTable) {
            return false;
        }
    }

    @Test
    void theSameSeedGivesTheSameWorld() {
        for (long seed = 1; seed <= 50; seed++) {
            SimWorld first = new SimWorld(new Scenario(seed), Mutant.NONE, false);
            SimWorld second = new SimWorld(new Scenario(seed), Mutant.NONE, true);
            first.run();
            second.run();
            assertThat(second.trace.hash()).isEqualTo(first.trace.hash());
            assertThat(second.trace.events()).isPositive();
        }
    }
}
