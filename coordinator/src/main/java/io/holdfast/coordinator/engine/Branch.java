// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.engine;

import io.holdfast.coordinator.model.BranchFacts;
import io.holdfast.coordinator.model.BranchStatus;
import io.holdfast.coordinator.model.LogRecord.Acknowledgement;
import io.holdfast.coordinator.model.Target;
import io.holdfast.coordinator.model.Tried;
import java.util.List;

/** One branch of a transaction: what the log says of it, and what is going on with it right now. */
final class Branch {
    final long id;

    // The fold of the branch's records.
    BranchFacts facts;
    BranchStatus status = BranchStatus.REGISTERED;
    int failedAttempts;
    /** How many of them an operator has forgiven it. */
    private int forgivenAttempts;

    boolean parked;
    long nextAttemptMillis;
    /** What became of the Try that the coordinator called; before the decision it is known to memory only. */
    Tried tried;

    // Lost in a crash, at the price of a repeated call.
    /** When the call that is under way counts as failed, else when the next one is due. */
    long dueMillis;

    boolean callUnderWay;
    /** When it was called last. */
    long calledMillis;

    boolean tryCalled;
    /** An acknowledgement that has no record yet: {@link PhaseTwo} says when it gets one. */
    Acknowledgement acknowledged;

    Branch(long id, BranchFacts facts) {
        this.id = id;
        this.facts = facts;
    }

    /** Whoever resumes a branch expects that it works again: its back-off begins anew. */
    void resume() {
        parked = false;
        forgivenAttempts = failedAttempts;
    }

    /** Failed attempts that count for how long it waits, and for when it is parked. */
    int countedAttempts() {
        return failedAttempts - forgivenAttempts;
    }

    /** Whether the coordinator calls its Try. */
    boolean isDriven() {
        return facts.target() != null && facts.target().endpoint().hasTry();
    }

    /** Places of the branches that come before this one. */
    List<Integer> after() {
        Target target = facts.target();
        return target == null ? List.of() : target.after();
    }

    boolean isOutstanding() {
        return acknowledged == null && (status == BranchStatus.CONFIRMING || status == BranchStatus.CANCELLING);
    }
}
