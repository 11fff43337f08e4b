// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.sim;

import java.util.Map;

/** Runs seed after seed and sums up what they met. */
final class Seeds {
    private final Marks marks = new Marks();
    private final long startedNanos = System.nanoTime();
    private long run;
    private long events;
    private long transactions;

    /** @throws AssertionError if an invariant broke: with the command that replays the seed */
    void run(long seed) {
        SimWorld world = new SimWorld(seed, Mutant.NONE, false);
        try {
            world.run();
        } catch (Broken broken) {
            throw new AssertionError(
                    broken.getMessage() + "\nreplay it: mvn -pl coordinator -am test -Psim -Dseed=" + seed, broken);
        }
        run++;
        events += world.trace.events();
        transactions += world.oracle.count();
        marks.addAll(world.marks);
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
        return text.toString();
    }
}
