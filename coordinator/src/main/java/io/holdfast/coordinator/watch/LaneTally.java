// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.watch;

import io.holdfast.coordinator.model.Decision;
import io.holdfast.coordinator.model.LogRecord;
import io.holdfast.coordinator.model.LogRecord.Acknowledgement;
import io.holdfast.coordinator.model.LogRecord.AttemptFailed;
import io.holdfast.coordinator.model.LogRecord.Begun;
import io.holdfast.coordinator.model.LogRecord.BranchAcknowledged;
import io.holdfast.coordinator.model.LogRecord.BranchParked;
import io.holdfast.coordinator.model.LogRecord.BranchResumed;
import io.holdfast.coordinator.model.LogRecord.Decided;
import io.holdfast.coordinator.model.LogRecord.Finished;
import io.holdfast.coordinator.model.TransactionId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one lane's log says of its open transactions: a fold of the records, by the lane's thread, once they are durable.
 * Safe for any thread; its lock is held for a few steps, or for a batch of the lane.
 */
final class LaneTally {
    /** A branch that failed as often as is configured. */
    record Parked(TransactionId transaction, long branchId, long sinceMillis, String error) {}

    /** How many are open, by what was decided. */
    record Open(long trying, long confirming, long cancelling, long parkedBranches) {
        static final Open NONE = new Open(0, 0, 0, 0);

        Open plus(Open other) {
            return new Open(
                    trying + other.trying,
                    confirming + other.confirming,
                    cancelling + other.cancelling,
                    parkedBranches + other.parkedBranches);
        }
    }

    /** By id, which is by the time of their begin. */
    private final TreeMap<TransactionId, Begun> undecided =
            new TreeMap<>(Comparator.comparingLong(TransactionId::value));

    private final Map<Long, Parked> parked = new LinkedHashMap<>();
    private long confirming;
    private long cancelling;
    /** A branch is parked because of it: it is the record before. */
    private AttemptFailed lastFailure;

    synchronized void add(List<LogRecord> batch) {
        batch.forEach(this::fold);
    }

    synchronized void add(LogRecord record) {
        fold(record);
    }

    private void fold(LogRecord record) {
        if (record instanceof Begun begun) {
            undecided.put(begun.transaction(), begun);
        } else if (record instanceof Decided decided) {
            undecided.remove(decided.transaction());
            count(decided.decision(), 1);
        } else if (record instanceof Finished finished) {
            count(finished.decision(), -1);
            if (!parked.isEmpty()) {
                for (Acknowledgement one : finished.acknowledged()) {
                    parked.remove(one.branchId());
                }
            }
        } else if (record instanceof AttemptFailed failed) {
            lastFailure = failed;
        } else if (record instanceof BranchParked one) {
            park(one);
        } else if (record instanceof BranchResumed resumed) {
            parked.remove(resumed.branchId());
        } else if (record instanceof BranchAcknowledged acknowledged) {
            parked.remove(acknowledged.branchId());
        }
    }

    private void count(Decision decision, int change) {
        if (decision == Decision.COMMIT) {
            confirming += change;
        } else {
            cancelling += change;
        }
    }

    private void park(BranchParked one) {
        boolean known = lastFailure != null && lastFailure.branchId() == one.branchId();
        parked.put(
                one.branchId(),
                new Parked(one.transaction(), one.branchId(), one.atMillis(), known ? lastFailure.error() : ""));
    }

    synchronized Open open() {
        return new Open(undecided.size(), confirming, cancelling, parked.size());
    }

    /** When the oldest undecided one began, in milliseconds since 1970; {@link Long#MAX_VALUE} if there is none. */
    synchronized long oldestUndecidedMillis() {
        return undecided.isEmpty()
                ? Long.MAX_VALUE
                : undecided.firstEntry().getValue().atMillis();
    }

    /** The oldest ones that began before then and are undecided. */
    synchronized List<Begun> undecidedSince(long beforeMillis, int most) {
        List<Begun> found = new ArrayList<>();
        for (Begun begun : undecided.values()) {
            if (found.size() == most || begun.atMillis() >= beforeMillis) {
                return found;
            }
            found.add(begun);
        }
        return found;
    }

    /** Those that have been parked longest. */
    synchronized List<Parked> parked(int most) {
        return parked.values().stream().limit(most).toList();
    }
}
