// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.sim;

import io.holdfast.coordinator.model.BranchFacts;
import io.holdfast.coordinator.model.LogRecord.OperatorActed;
import java.util.HashSet;
import java.util.Set;

/** One branch, as the durable records tell it, and how it was called. */
final class KnownBranch {
    final long id;
    BranchFacts facts;
    boolean acknowledged;
    int failedAttempts;
    /** The epoch that wrote the last failed attempt. */
    int failedEpoch;

    long nextAttemptMillis;
    /** An operator wants the next attempt now. */
    boolean hurried;

    boolean parked;
    int highestCall;
    private int forgivenAttempts;
    private boolean tryCalled;
    private final Set<Long> calls = new HashSet<>();

    KnownBranch(long id, BranchFacts facts) {
        this.id = id;
        this.facts = facts;
    }

    /** False if its Try was called before. */
    boolean tryCalled() {
        boolean first = !tryCalled;
        tryCalled = true;
        return first;
    }

    int countedAttempts() {
        return failedAttempts - forgivenAttempts;
    }

    /** What is not outstanding, or not parked, is passed over. */
    void operated(OperatorActed acted) {
        switch (acted.operation().action()) {
            case SETTLE -> {
                Oracle.check(!acknowledged && failedAttempts > 0, "only what fails is settled by hand", acted);
                acknowledged = true;
            }
            case RETRY -> hurried = true;
            case PARK -> parked |= !acknowledged;
            case RESUME -> {
                hurried = true;
                if (parked) {
                    parked = false;
                    forgivenAttempts = failedAttempts;
                }
            }
            default -> {
                // A decision has a record of its own.
            }
        }
    }

    boolean comesAfter(int place) {
        return facts.target() != null && facts.target().after().contains(place);
    }

    /** False if that epoch has made this call before. */
    boolean called(int epoch, int attempt) {
        highestCall = Math.max(highestCall, attempt);
        return calls.add(((long) epoch << 32) | attempt);
    }
}
