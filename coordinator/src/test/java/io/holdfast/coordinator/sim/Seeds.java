// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs seed after seed, on all processors, and sums up what they met. */
final class Seeds {
    private static final long PROGRESS_NANOS = 10_000_000_000L;
    private static final int SHRINKING_RUNS = 2_000;

    private final Marks marks = new Marks();
    private final long startedNanos = System.nanoTime();
    private final boolean talks;
    private long last;
    private long next = 1;
    private long run;
    private long events;
    private long transactions;
    private long nextProgress = startedNanos + PROGRESS_NANOS;
    private long failed = Long.MAX_VALUE;
    private Throwable failure;

    /** @param talks whether progress is printed */
    Seeds(boolean talks) {
        this.talks = talks;
    }

    /**
     * Runs the seeds from 1 to {@code count}.
     *
     * @throws AssertionError if an invariant broke: with the command that replays the seed, and what it comes down to
     */
    void run(long count) throws InterruptedException {
        last = count;
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
            workers.add(new Thread(this::work, "simulation-" + i));
        }
        workers.forEach(Thread::start);
        for (Thread worker : workers) {
            worker.join();
        }
        if (failure instanceof Broken) {
            throw new AssertionError(report(failed), failure);
        } else if (failure != null) {
            throw new AssertionError("seed " + failed, failure);
        }
    }

    private void work() {
        for (long seed = take(); seed <= last; seed = take()) {
            SimWorld world = new SimWorld(new Scenario(seed), Mutant.NONE, false);
            Throwable broken = null;
            try {
                world.run();
            } catch (RuntimeException | Error seen) {
                broken = seen;
            }
            done(seed, world, broken);
        }
    }

    private synchronized long take() {
        return failure == null ? next++ : Long.MAX_VALUE;
    }

    private synchronized void done(long seed, SimWorld world, Throwable broken) {
        if (broken != null && seed < failed) {
            failed = seed;
            failure = broken;
        }
        run++;
        events += world.trace.events();
        transactions += world.oracle.count();
        marks.addAll(world.marks);
        if (talks && System.nanoTime() > nextProgress) {
            nextProgress = System.nanoTime() + PROGRESS_NANOS;
            System.out.println(progress());
        }
    }

    /** What a seed that breaks something is told with: the least that still breaks the same, and how it went. */
    static String report(long seed) {
        StringBuilder text = new StringBuilder();
        Scenario scenario = new Scenario(seed);
        try {
            new SimWorld(scenario, Mutant.NONE, false).run();
            return "seed " + seed + " breaks nothing when it is run again: the world is not deterministic";
        } catch (Broken broken) {
            Shrinker shrinker = new Shrinker(scenario, Mutant.NONE, broken, SHRINKING_RUNS);
            shrinker.shrink();
            SimWorld smallest = new SimWorld(shrinker.smallest(), Mutant.NONE, true);
            try {
                smallest.run();
            } catch (Broken seen) {
                text.append(seen.getMessage());
            }
            return broken.getMessage()
                    + "\nreplay it: mvn -pl coordinator test -Psim -Dseed=" + seed
                    + "\nwhat was drawn: " + scenario
                    + "\nwhat it comes down to: " + shrinker.smallest()
                    + '\n' + smallest.trace.text() + text;
        }
    }

    Marks marks() {
        return marks;
    }

    String progress() {
        double minutes = (System.nanoTime() - startedNanos) / 60e9;
        return String.format(
                "%d seeds, %d transactions, %d events, %.0f seeds per minute",
                run, transactions, events, run / Math.max(minutes, 1e-9));
    }

    String summary() {
        StringBuilder text = new StringBuilder(progress());
        for (Map.Entry<String, Long> mark : marks.hits().entrySet()) {
            text.append(String.format("%n%10d  %s", mark.getValue(), mark.getKey()));
        }
        return text.append(marks.table()).toString();
    }
}
