// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.model;

import java.util.List;

/**
 * One fact about one global transaction. The log is the sequence of these; the state of a transaction is their fold, and
 * what an admin reads as its history is the same rows.
 */
public sealed interface LogRecord {
    /** How long a call took, if nobody knows: it was written by an older version, or answered when it counted as failed. */
    long UNKNOWN_DURATION = -1;

    TransactionId transaction();

    /** The record's place in its transaction, from 0 without gaps. */
    int sequence();

    /** When it was decided to write it, in milliseconds since 1970 by the lane's clock; for people, never for safety. */
    long atMillis();

    /**
     * Always the first; written together with the first branch, because a transaction without a branch has nothing to
     * lose (presumed abort).
     *
     * @param address the part of the xid before the id, as the caller was told it
     * @param facts its timeout is the effective one, in milliseconds
     */
    record Begun(TransactionId transaction, long atMillis, String address, BeginFacts facts) implements LogRecord {
        @Override
        public int sequence() {
            return 0;
        }
    }

    record BranchRegistered(TransactionId transaction, int sequence, long atMillis, long branchId, BranchFacts facts)
            implements LogRecord {}

    /** The participant gave its branch new application data before the decision. */
    record BranchReported(TransactionId transaction, int sequence, long atMillis, long branchId, String applicationData)
            implements LogRecord {}

    /** @param tried what had become of the Trys that the coordinator called, as far as it knew; empty if it called none */
    record Decided(
            TransactionId transaction, int sequence, long atMillis, Decision decision, Cause cause, List<Tried> tried)
            implements LogRecord {
        public Decided {
            tried = List.copyOf(tried);
        }

        public Decided(TransactionId transaction, int sequence, long atMillis, Decision decision, Cause cause) {
            this(transaction, sequence, atMillis, decision, cause, List.of());
        }
    }

    /**
     * A Confirm or Cancel did not succeed.
     *
     * @param attempt from 1
     * @param nextAttemptMillis when it is tried again, in milliseconds since 1970
     * @param afterPossibleEnd the coordinator had restarted since the decision and did not know of a failure: all branches
     *     may have acknowledged before, and somebody may have been told so
     * @param durationMillis from the call until its answer, or until it was waited for no longer; or
     *     {@link #UNKNOWN_DURATION}
     */
    record AttemptFailed(
            TransactionId transaction,
            int sequence,
            long atMillis,
            long branchId,
            int attempt,
            String error,
            long nextAttemptMillis,
            boolean afterPossibleEnd,
            long durationMillis)
            implements LogRecord {}

    /** The branch failed as often as is configured: from here on it is retried slowly, and somebody should look. */
    record BranchParked(TransactionId transaction, int sequence, long atMillis, long branchId) implements LogRecord {}

    /** An operator believes in the branch again: it is called now, and its failures so far count no more. */
    record BranchResumed(TransactionId transaction, int sequence, long atMillis, long branchId) implements LogRecord {}

    /**
     * The branch acknowledged; written only if the transaction could not finish in one go. Or an operator has carried it out
     * by hand, as the record before says.
     *
     * @param durationMillis of the call that it acknowledged, or {@link #UNKNOWN_DURATION}
     */
    record BranchAcknowledged(
            TransactionId transaction, int sequence, long atMillis, long branchId, int attempts, long durationMillis)
            implements LogRecord {}

    /**
     * Somebody at the coordinator stepped in. What that changed, other than when a call is made, is in the records that follow.
     *
     * @param proposed nothing was done yet: it takes a second operator who asks for the same
     */
    record OperatorActed(TransactionId transaction, int sequence, long atMillis, Operation operation, boolean proposed)
            implements LogRecord {}

    /**
     * Always the last.
     *
     * @param decision what was decided, said again so that the end can be listed without the rest
     * @param acknowledged the branches whose acknowledgement has no record of its own
     */
    record Finished(
            TransactionId transaction,
            int sequence,
            long atMillis,
            Decision decision,
            Cause cause,
            List<Acknowledgement> acknowledged)
            implements LogRecord {}

    /**
     * @param atMillis when the acknowledgement came, in milliseconds since 1970
     * @param attempts how many calls it took
     * @param durationMillis of the last of them, or {@link #UNKNOWN_DURATION}
     */
    record Acknowledgement(long branchId, long atMillis, int attempts, long durationMillis) {}
}
