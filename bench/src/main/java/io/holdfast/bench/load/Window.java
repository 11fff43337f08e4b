// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The measured window of one round: takes all counters at its two ends. One thread opens and closes it. */
final class Window {
    private final List<Long> watched;
    private final List<ProcessSample> atOpening = new ArrayList<>();
    private final List<ProcessSample> atClosing = new ArrayList<>();
    private long openedNanos;
    private long closedNanos;
    private long flushesBefore;
    private long flushesAfter;

    /** @param plan whose watched processes must be alive until the window is closed */
    Window(RoundPlan plan) {
        List<Long> pids = new ArrayList<>(plan.watched());
        pids.add(ProcessHandle.current().pid());
        watched = List.copyOf(pids);
    }

    void open() throws IOException {
        sample(atOpening);
        flushesBefore = DiskFlushes.count();
        openedNanos = System.nanoTime();
    }

    void close() throws IOException {
        closedNanos = System.nanoTime();
        flushesAfter = DiskFlushes.count();
        sample(atClosing);
    }

    private void sample(List<ProcessSample> into) throws IOException {
        for (long pid : watched) {
            into.add(ProcessSample.of(pid));
        }
    }

    RoundResult result(List<Latencies> latencies, Books books) {
        List<ProcessCost> costs = new ArrayList<>();
        for (int i = 0; i < watched.size(); i++) {
            costs.add(atOpening.get(i).until(atClosing.get(i)));
        }
        int self = costs.size() - 1;
        int[] sorted = Latencies.sorted(latencies);
        return new RoundResult(
                sorted.length,
                (closedNanos - openedNanos) / 1e9,
                Latencies.percentile(sorted, 50),
                Latencies.percentile(sorted, 95),
                Latencies.percentile(sorted, 99),
                Latencies.percentile(sorted, 100),
                costs.get(self).cpuMillis(),
                List.copyOf(costs.subList(0, self)),
                flushesBefore < 0 ? -1 : flushesAfter - flushesBefore,
                books.branches(),
                books.problemCount(),
                books.problems());
    }
}
