// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.sim;

import java.util.List;
import java.util.function.LongFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The oracle sees what breaks the engine and the lane's loop themselves. */
class SourceMutantTest {
    private static final QuietLane QUIET = new QuietLane();

    @BeforeAll
    static void quiet() {
        QUIET.begin();
    }

    @AfterAll
    static void loud() {
        QUIET.end();
    }

    static List<SourceMutant> mutants() {
        return SourceMutants.all();
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void theOracleSeesEveryMutant(SourceMutant mutant) throws ReflectiveOperationException {
        LongFunction<?> world = (LongFunction<?>) MutantClasses.of(mutant)
                .loadClass(OneWorld.class.getName())
                .getConstructor()
                .newInstance();
        for (long seed = 1; seed <= mutant.seeds(); seed++) {
            Object broken = world.apply(seed);
            if (broken != null) {
                System.out.printf("| %s | %d | %d | %s |%n", mutant, mutant.seeds(), seed, broken);
                return;
            }
        }
        throw new AssertionError(mutant + " lived through " + mutant.seeds() + " seeds");
    }
}
