// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.engine;

import io.holdfast.coordinator.model.Answer.BranchOutcome;
import io.holdfast.coordinator.model.Answer.Outcome;
import io.holdfast.coordinator.model.Answer.Standing;
import io.holdfast.coordinator.model.BeginFacts;
import io.holdfast.coordinator.model.BranchStatus;
import io.holdfast.coordinator.model.Cause;
import io.holdfast.coordinator.model.Decision;
import io.holdfast.coordinator.model.Invariant;
import io.holdfast.coordinator.model.LogRecord;
import io.holdfast.coordinator.model.LogRecord.Acknowledgement;
import io.holdfast.coordinator.model.LogRecord.AttemptFailed;
import io.holdfast.coordinator.model.LogRecord.Begun;
import io.holdfast.coordinator.model.LogRecord.BranchAcknowledged;
import io.holdfast.coordinator.model.LogRecord.BranchParked;
import io.holdfast.coordinator.model.LogRecord.BranchRegistered;
import io.holdfast.coordinator.model.LogRecord.BranchReported;
import io.holdfast.coordinator.model.LogRecord.BranchResumed;
import io.holdfast.coordinator.model.LogRecord.Decided;
import io.holdfast.coordinator.model.LogRecord.Finished;
import io.holdfast.coordinator.model.LogRecord.OperatorActed;
import io.holdfast.coordinator.model.Operation;
import io.holdfast.coordinator.model.Target;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.model.TransactionStatus;
import io.holdfast.coordinator.model.Tried;
import io.holdfast.coordinator.model.Xid;
import java.util.ArrayList;
import java.util.List;

/**
 * One unfinished transaction. Its folded part changes in {@link #apply} and nowhere else, so that what recovery reads
 * back is what memory held (I16).
 */
final class GlobalTransaction {
    final Xid xid;
    final BeginFacts facts;
    final long begunMillis;
    final List<Branch> branches = new ArrayList<>(4);
    private TransactionStatus status = TransactionStatus.TRYING;
    private Cause cause;
    private int nextSequence = 1;
    private boolean driven;
    private boolean ordered;
    private boolean failedAfterPossibleEnd;
    /** What waits for a second operator; null if nothing does. */
    private Operation proposal;

    // Not from the log.
    /** Whether {@link Begun} is in the log, or in the batch that is being put together. */
    boolean written;
    /** Null while nobody waits: most transactions are open without a waiter most of the time. */
    List<Waiter> waiters;
    /**
     * Its end may have been told to somebody, and then lost, because the end of a transaction without failures is written
     * lazily. Until it has ended (again), nothing less may be told (I6).
     */
    boolean mayHaveEnded;

    /** Until {@link Step} has been written once more than this, what has to be durable of it is not. */
    long unwrittenSince = -1;

    private boolean recovered;
    /** Where {@link Timers} holds this transaction. */
    long timerMillis = Timers.NONE;

    GlobalTransaction(Begun begun) {
        this.xid = new Xid(begun.address(), begun.transaction());
        this.facts = begun.facts();
        this.begunMillis = begun.atMillis();
    }

    TransactionId id() {
        return xid.id();
    }

    TransactionStatus status() {
        return status;
    }

    int nextSequence() {
        return nextSequence;
    }

    long deadlineMillis() {
        return begunMillis + facts.timeoutMillis();
    }

    Begun begun() {
        return new Begun(xid.id(), begunMillis, xid.address(), facts);
    }

    Standing standing() {
        return new Standing(status, cause, !status.isFinal() && hasFailedAttempts());
    }

    /** What was decided; null while nothing is. */
    Decision decision() {
        return switch (status) {
            case TRYING -> null;
            case CONFIRMING, CONFIRMED -> Decision.COMMIT;
            case CANCELLING, CANCELLED -> Decision.CANCEL;
        };
    }

    Cause cause() {
        return cause;
    }

    /** What one operator asked for, and a second one has to; null if there is nothing. */
    Operation proposal() {
        return proposal;
    }

    /** Whether the coordinator calls its Trys, and decides. */
    boolean isDriven() {
        return driven;
    }

    /** Whether some branch has to wait for others. */
    boolean isOrdered() {
        return ordered;
    }

    Outcome outcome() {
        List<BranchOutcome> outcomes = new ArrayList<>(branches.size());
        for (Branch branch : branches) {
            Target target = branch.facts.target();
            String name = target == null ? null : target.name();
            outcomes.add(new BranchOutcome(branch.id, name, branch.status, branch.tried));
        }
        return new Outcome(xid, standing(), outcomes);
    }

    List<Tried> tried() {
        List<Tried> tried = new ArrayList<>(driven ? branches.size() : 0);
        for (Branch branch : branches) {
            if (branch.tried != null) {
                tried.add(branch.tried);
            }
        }
        return tried;
    }

    /** Called once it is recovered. */
    void recovered() {
        recovered = true;
        boolean decided = status != TransactionStatus.TRYING;
        mayHaveEnded = decided && (failedAfterPossibleEnd || !hasFailedAttempts());
    }

    /** Whether what this memory holds of it was read back from the log. */
    boolean isRecovered() {
        return recovered;
    }

    boolean hasFailedAttempts() {
        for (Branch branch : branches) {
            if (branch.failedAttempts > 0) {
                return true;
            }
        }
        return false;
    }

    /** The branch of this id, or null. */
    Branch branch(long branchId) {
        for (Branch branch : branches) {
            if (branch.id == branchId) {
                return branch;
            }
        }
        return null;
    }

    void apply(LogRecord record) {
        Invariant.check(record.sequence() == nextSequence, "I16 the records of a transaction have no gap");
        nextSequence++;
        if (record instanceof BranchRegistered registered) {
            Invariant.check(status == TransactionStatus.TRYING, "I8 no registration after the decision");
            Branch branch = new Branch(registered.branchId(), registered.facts());
            branches.add(branch);
            driven |= branch.isDriven();
            ordered |= !branch.after().isEmpty();
        } else if (record instanceof BranchReported reported) {
            Branch branch = known(reported.branchId());
            branch.facts = branch.facts.withApplicationData(reported.applicationData());
        } else if (record instanceof Decided decided) {
            apply(decided);
        } else if (record instanceof AttemptFailed failed) {
            Branch branch = known(failed.branchId());
            branch.failedAttempts = failed.attempt();
            branch.nextAttemptMillis = failed.nextAttemptMillis();
            failedAfterPossibleEnd |= failed.afterPossibleEnd();
        } else if (record instanceof BranchParked parked) {
            known(parked.branchId()).parked = true;
        } else if (record instanceof BranchResumed resumed) {
            known(resumed.branchId()).resume();
        } else if (record instanceof BranchAcknowledged acknowledged) {
            acknowledge(known(acknowledged.branchId()));
        } else if (record instanceof OperatorActed acted) {
            proposal = acted.proposed() ? acted.operation() : null;
        } else if (record instanceof Finished finished) {
            apply(finished);
        } else {
            throw new IllegalArgumentException("not a record to fold here: " + record);
        }
    }

    private void apply(Decided decided) {
        boolean commit = decided.decision() == Decision.COMMIT;
        status = status.on(commit ? TransactionStatus.Event.COMMIT_DECIDED : TransactionStatus.Event.CANCEL_DECIDED);
        cause = decided.cause();
        for (Tried one : decided.tried()) {
            known(one.branchId()).tried = one;
        }
        for (Branch branch : branches) {
            branch.status =
                    branch.status.on(commit ? BranchStatus.Event.COMMIT_DECIDED : BranchStatus.Event.CANCEL_DECIDED);
        }
    }

    private void apply(Finished finished) {
        for (Acknowledgement acknowledgement : finished.acknowledged()) {
            acknowledge(known(acknowledgement.branchId()));
        }
        for (Branch branch : branches) {
            Invariant.check(
                    branch.status == BranchStatus.CONFIRMED || branch.status == BranchStatus.CANCELLED,
                    "I9 finished only after every branch has acknowledged");
        }
        status = status.on(TransactionStatus.Event.ALL_ACKNOWLEDGED);
        Invariant.check(
                status == TransactionStatus.after(finished.decision()) && cause == finished.cause(),
                "I1 a transaction ends as it was decided");
    }

    private static void acknowledge(Branch branch) {
        branch.status = branch.status.on(BranchStatus.Event.ACKNOWLEDGED);
    }

    private Branch known(long branchId) {
        Branch branch = branch(branchId);
        Invariant.check(branch != null, "I16 a record's branch was registered before");
        return branch;
    }
}
