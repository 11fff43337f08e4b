// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.sim;

import io.holdfast.coordinator.model.Action;
import io.holdfast.coordinator.model.BranchFacts;
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
    /** What an operator asked for last; null if nothing. */
    Action asked;

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

    void operated(Action action) {
        asked = action;
        hurried |= action == Action.RETRY || action == Action.RESUME;
    }

    void resumed() {
        parked = false;
        forgivenAttempts = failedAttempts;
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
