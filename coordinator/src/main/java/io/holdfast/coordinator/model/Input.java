// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.model;

import java.util.List;

/** What may come to a lane. */
public sealed interface Input {
    /** Something that somebody waits for: exactly one {@link Answer} goes to {@link #replyTo()}. */
    sealed interface Request extends Input {
        ReplyTo replyTo();
    }

    /** A request about a transaction that has been begun. */
    sealed interface AboutTransaction extends Request {
        TransactionId transaction();
    }

    /** Answered by {@link Answer.Begun}. */
    record Begin(BeginFacts facts, ReplyTo replyTo) implements Request {}

    /** Answered by {@link Answer.Registered}. */
    record RegisterBranch(TransactionId transaction, BranchFacts facts, ReplyTo replyTo) implements AboutTransaction {}

    /**
     * New application data for an undecided transaction's branch. Answered by {@link Answer.Reported}.
     *
     * @param applicationData null keeps what is there
     */
    record ReportBranch(TransactionId transaction, long branchId, String applicationData, ReplyTo replyTo)
            implements AboutTransaction {}

    /**
     * The caller's decision. Answered by {@link Answer.Standing}: when every branch has acknowledged, when the first
     * attempt at one has failed, or at once if the transaction was already decided.
     */
    record Decide(TransactionId transaction, Decision decision, ReplyTo replyTo) implements AboutTransaction {}

    /**
     * A whole transaction: the coordinator calls Try, decides, and calls Confirm or Cancel. Answered by
     * {@link Answer.Outcome}; a repetition under the same key by {@link Answer.Known}.
     *
     * @param branches at least one, each with a target that has a Try
     */
    record Submit(BeginFacts facts, List<BranchFacts> branches, WaitFor waitFor, ReplyTo replyTo) implements Request {
        public Submit {
            branches = List.copyOf(branches);
        }
    }

    /** Answered by {@link Answer.Outcome} once that is so. */
    record Await(Xid xid, WaitFor waitFor, ReplyTo replyTo) implements AboutTransaction {
        @Override
        public TransactionId transaction() {
            return xid.id();
        }
    }

    /** Answered by {@link Answer.Known}. */
    record FindByKey(String key, ReplyTo replyTo) implements Request {}

    /** Answered by {@link Answer.Standing}. */
    record AskStatus(TransactionId transaction, ReplyTo replyTo) implements AboutTransaction {}

    /**
     * Somebody at the coordinator steps in. Answered by {@link Answer.Operated}.
     *
     * @param position {@link #ANY_POSITION}, or how many records the transaction had when the operator looked at it: it is
     *     refused if there are others by now. To commit has to say so: a branch that has registered since may be untried
     * @param dryRun nothing is to be done: only what would be is told
     */
    record Operate(TransactionId transaction, Operation operation, int position, boolean dryRun, ReplyTo replyTo)
            implements AboutTransaction {
        public static final int ANY_POSITION = 0;
    }

    /** How a {@link BranchCall} ended. It may come twice, late, or never. */
    record BranchAnswered(TransactionId transaction, long branchId, Phase phase, int attempt, CallResult result)
            implements Input {}

    /**
     * What the log says of a finished transaction that the lane no longer remembers.
     *
     * @param standing null if the log does not know it either
     * @param branches how they ended, in the order of their registration; empty unless the request waits for an outcome
     * @param laneEpoch needed only if nothing was found: where the transaction's lane was after that was read. If this is
     *     not the asker's epoch, a newer owner may know better
     */
    record LookedUp(
            AboutTransaction request, Answer.Standing standing, List<Answer.BranchOutcome> branches, int laneEpoch)
            implements Input {
        public LookedUp {
            branches = List.copyOf(branches);
        }
    }

    /** The log could not be read: the request is refused as retryable. */
    record LookUpFailed(AboutTransaction request, String why) implements Input {}

    /**
     * Which transaction has a key, as the log says.
     *
     * @param epoch in which the lane asked: a later one asks anew
     * @param owner null if the log knows none
     */
    record KeyLookedUp(String key, int epoch, KeyOwner owner) implements Input {}

    /** The log could not be read: whoever asked for the key is refused as retryable. */
    record KeyLookUpFailed(String key, int epoch, String why) implements Input {}
}
