// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What the front counts, for metrics. Safe for any thread; the totals only grow. */
public final class FrontCounters {
    private final AtomicInteger open = new AtomicInteger();
    private final LongAdder refused = new LongAdder();
    private final LongAdder malformed = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder idle = new LongAdder();
    private final LongAdder dropped = new LongAdder();

    private final ReceiveBudget budget;

    FrontCounters(ReceiveBudget budget) {
        this.budget = budget;
    }

    /** What the frames over 4 KiB that have begun to arrive will come to, in bytes. */
    public long halfReceivedBytes() {
        return budget.taken();
    }

    /** Connections open now. */
    public int openConnections() {
        return open.get();
    }

    /** Connections closed at once because too many were open. */
    public long refusedConnections() {
        return refused.sum();
    }

    /** Connections closed because of what they sent. */
    public long malformedConnections() {
        return malformed.sum();
    }

    /** Connections closed because of an error of the coordinator's own, which is a bug whatever the peer has sent. */
    public long failedConnections() {
        return failed.sum();
    }

    /** Connections closed because they completed no frame for too long. */
    public long idleConnections() {
        return idle.sum();
    }

    /** Answers that came too late for their connection, and phase-2 responses that no call waits for. */
    public long droppedAnswers() {
        return dropped.sum();
    }

    int opened() {
        return open.incrementAndGet();
    }

    void closed() {
        open.decrementAndGet();
    }

    void countRefused() {
        refused.increment();
    }

    void countMalformed() {
        malformed.increment();
    }

    void countFailed() {
        failed.increment();
    }

    void countIdle() {
        idle.increment();
    }

    void countDropped() {
        dropped.increment();
    }
}
