// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.reconcile;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What this instance has seen since it started. Any thread may read it. */
public final class ReconcileCounts {

    /** What a check came to. */
    public enum Result {
        CONFIRMED,
        CANCELLED,
        UNDECIDED,
        UNHEALED,
        NO_ANSWER
    }

    private final Map<Result, LongAdder> checks = new EnumMap<>(Result.class);
    private final AtomicLong unhealed = new AtomicLong();

    public ReconcileCounts() {
        for (Result result : Result.values()) {
            checks.put(result, new LongAdder());
        }
    }

    void add(Result result) {
        checks.get(result).increment();
    }

    void unhealed(long count) {
        unhealed.set(count);
    }

    /** How many checks came to that. */
    public long of(Result result) {
        return checks.get(result).sum();
    }

    /** How many branches of this database could not be healed, as of the last round; counted up to 1000. */
    public long unhealed() {
        return unhealed.get();
    }
}
