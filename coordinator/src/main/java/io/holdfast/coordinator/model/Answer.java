// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.model;

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
        /** Too much at once; asking again a little later may succeed. Nothing was changed. */
        BUSY,
        /** The lane lost its log and is recovering; ask again. Whether this request took effect is unknown. */
        UNAVAILABLE
    }
}
