// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.load;

import java.util.List;

/**
 * What one round came to. Times are of the measured window; a latency is from sending begin to having the outcome.
 *
 * @param transactions that ended in the window
 * @param seconds its length
 * @param clientCpuMillis processor time of the client's whole process
 * @param servers what each watched process cost, in the order of the plan
 * @param flushes of the disk's write cache that finished in the window, by all processes; -1 if the system does not say
 * @param branches registered in the whole round, each of which was confirmed or cancelled exactly once if there are no
 *     problems
 * @param problemCount everything that went wrong in the whole round; a round with any is void
 * @param problems the first of them
 */
public record RoundResult(
        long transactions,
        double seconds,
        long p50Micros,
        long p95Micros,
        long p99Micros,
        long maxMicros,
        double clientCpuMillis,
        List<ProcessCost> servers,
        long flushes,
        long branches,
        long problemCount,
        List<String> problems) {

    public double perSecond() {
        return transactions / seconds;
    }

    /** Whether every branch had its one call, and nothing failed. */
    public boolean isSound() {
        return problemCount == 0;
    }

    public double clientCpuPerTransaction() {
        return clientCpuMillis / transactions;
    }
}
