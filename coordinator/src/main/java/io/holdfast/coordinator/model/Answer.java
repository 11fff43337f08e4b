// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.model;

import java.util.List;

/** What a front is told to answer. All that it says is durable. */
public sealed interface Answer {
    record Begun(Xid xid) implements Answer {}

    record Registered(long branchId) implements Answer {}

    record Reported() implements Answer {}

    /**
     * Where a transaction stands.
     *
     * @param cause what decided it; null while it is undecided
     * @param retrying a first attempt at a branch has failed, and not all are done
     */
    record Standing(TransactionStatus status, Cause cause, boolean retrying) implements Answer {}

    /**
     * Where a transaction stands, and its branches.
     *
     * @param branches in the order of their registration
     */
    record Outcome(Xid xid, Standing standing, List<BranchOutcome> branches) implements Answer {}

    /** The idempotency key belongs to this transaction: ask for it by its id. */
    record Known(Xid xid) implements Answer {}

    /**
     * @param name within the transaction; null if the branch was registered by a Seata client
     * @param tried null if the coordinator has not called its Try, or has no answer to it
     */
    record BranchOutcome(long branchId, String name, BranchStatus status, Tried tried) {}

    /**
     * What an operator asked for is done, or in a dry run: would be.
     *
     * @param position how many records the transaction had before, in memory
     * @param calls which follow at once
     * @param proposed it is written down, and done once a second operator asks for the same
     */
    record Operated(int position, List<PlannedCall> calls, boolean proposed) implements Answer {
        public Operated {
            calls = List.copyOf(calls);
        }
    }

    /** A Confirm or Cancel that would be called. */
    record PlannedCall(long branchId, Phase phase) {}

    /**
     * Nothing was done.
     *
     * @param message for people: the cause and the cure
     */
    record Refused(Refusal refusal, String message) implements Answer {}

    /** Why a request was refused. */
    enum Refusal {
        /** Neither the lane nor its log knows the transaction: it never had a branch, or its record was purged. */
        NO_SUCH_TRANSACTION,
        /** The transaction has no such branch. */
        NO_SUCH_BRANCH,
        /** The transaction was decided by its caller: no branch may register any more. */
        DECIDED,
        /** The transaction's deadline has passed: it is being cancelled, or has been. */
        EXPIRED,
        /** A configured limit: asking again does not help. */
        LIMIT,
        /** The coordinator itself calls the Trys of this transaction and decides: its caller may only cancel it. */
        SUBMITTED,
        /** The idempotency key belongs to a transaction of another content. */
        KEY_TAKEN,
        /** What the operator asks for is not possible, or would break a promise. */
        NOT_ALLOWED,
        /** Too much at once; asking again a little later may succeed. Nothing was changed. */
        BUSY,
        /** The lane is not served where the request was sent. Nothing was changed. Between coordinators only. */
        MOVED,
        /** The lane lost its log and is recovering; ask again. Whether this request took effect is unknown. */
        UNAVAILABLE
    }
}
