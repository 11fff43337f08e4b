// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The oracle sees every mutant within its seeds; prints the table of {@code docs/testing.md}. */
class MutantTest {
    private static final QuietLane QUIET = new QuietLane();
    private static final List<String> TABLE = new ArrayList<>();
    private static final Map<String, Future<String>> SEEN = new TreeMap<>();
    private static ExecutorService workers;

    @BeforeAll
    static void runAll() {
        QUIET.begin();
        workers = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors(), work -> {
            Thread thread = new Thread(work, "mutants");
            thread.setDaemon(true); // One that never returns must not keep the build.
            return thread;
        });
        mutants().forEach(mutant -> SEEN.put(mutant.name(), workers.submit(row(mutant))));
        around().forEach(mutant -> SEEN.put(mutant.name(), workers.submit(row(mutant))));
    }

    @AfterAll
    static void print() {
        workers.shutdownNow();
        QUIET.end();
        System.out.println("| mutant | within | seen at seed | by |\n|---|---|---|---|");
        TABLE.forEach(System.out::println);
    }

    static List<SourceMutant> mutants() {
        return SourceMutants.all();
    }

    private static Stream<Mutant> around() {
        return Stream.of(Mutant.values()).filter(mutant -> mutant != Mutant.NONE);
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void ofTheCoordinatorIsSeen(SourceMutant mutant) throws Exception {
        await(mutant.name());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aroundTheCoordinatorIsSeen(Mutant mutant) throws Exception {
        await(mutant.name());
    }

    @Test
    void theSameWorldWithoutAMutantBreaksNothing() throws ReflectiveOperationException {
        LongFunction<?> world = world(new SourceMutant("none", 1));
        assertThat(world.apply(1)).isNull();
    }

    @Test
    void whatAMutantNeedsIsFoundByShrinking() {
        Mutant mutant = Mutant.PARTICIPANT_ACKNOWLEDGES_A_FAILURE;
        for (long seed = 1; seed <= mutant.seeds(); seed++) {
            Scenario scenario = new Scenario(seed);
            try {
                new SimWorld(scenario, mutant, false).run();
            } catch (Broken broken) {
                Shrinker shrinker = new Shrinker(scenario, mutant, broken, 1_000);
                shrinker.shrink();
                Scenario smallest = shrinker.smallest();
                assertThat(smallest.faults()).containsExactly(Fault.PARTICIPANT_ROLLS_BACK);
                assertThat(smallest.clientsThatSpeak()).isEqualTo(1);
                assertThat(smallest.nodes).isEqualTo(1);
                assertThat(smallest.lanes).isEqualTo(1);
                assertThat(smallest.participants).isEqualTo(1);
                assertThat(shrinker.broken().which()).isEqualTo(broken.which());
                return;
            }
        }
        throw new AssertionError("nothing to shrink");
    }

    private static void await(String name) throws ExecutionException, InterruptedException {
        try {
            TABLE.add(SEEN.get(name).get(2, TimeUnit.MINUTES));
        } catch (TimeoutException e) {
            throw new AssertionError(name + " runs for ever", e);
        }
    }

    private static LongFunction<?> world(SourceMutant mutant) throws ReflectiveOperationException {
        return (LongFunction<?>) MutantClasses.of(mutant)
                .loadClass(OneWorld.class.getName())
                .getConstructor()
                .newInstance();
    }

    private static Callable<String> row(SourceMutant mutant) {
        return () -> {
            LongFunction<?> world = world(mutant);
            for (long seed = 1; seed <= mutant.seeds(); seed++) {
                Object broken = world.apply(seed);
                if (broken != null) {
                    return row(mutant.name(), mutant.seeds(), seed, broken);
                }
            }
            throw new AssertionError(mutant + " lived through " + mutant.seeds() + " seeds");
        };
    }

    private static Callable<String> row(Mutant mutant) {
        return () -> {
            for (long seed = 1; seed <= mutant.seeds(); seed++) {
                try {
                    new SimWorld(new Scenario(seed), mutant, false).run();
                } catch (Broken broken) {
                    return row(mutant.inWords(), mutant.seeds(), seed, broken.which());
                }
            }
            throw new AssertionError(mutant + " lived through " + mutant.seeds() + " seeds");
        };
    }

    private static String row(String mutant, int within, long seed, Object by) {
        return "| " + mutant + " | " + within + " | " + seed + " | " + by + " |";
    }
}
