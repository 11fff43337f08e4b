// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.engine;

import static io.holdfast.coordinator.engine.Refusals.refuse;
import static io.holdfast.coordinator.engine.Transactions.write;

import io.holdfast.coordinator.model.Action;
import io.holdfast.coordinator.model.Answer.Operated;
import io.holdfast.coordinator.model.Answer.PlannedCall;
import io.holdfast.coordinator.model.Answer.Refusal;
import io.holdfast.coordinator.model.Decision;
import io.holdfast.coordinator.model.Input.Operate;
import io.holdfast.coordinator.model.LogRecord;
import io.holdfast.coordinator.model.LogRecord.BranchAcknowledged;
import io.holdfast.coordinator.model.LogRecord.BranchParked;
import io.holdfast.coordinator.model.LogRecord.BranchResumed;
import io.holdfast.coordinator.model.LogRecord.OperatorActed;
import io.holdfast.coordinator.model.Operation;
import io.holdfast.coordinator.model.Phase;
import io.holdfast.coordinator.model.TransactionStatus;
import java.util.ArrayList;
import java.util.List;

/**
 * What operators may do to a transaction: never more than its caller and its participants could have brought about
 * themselves, but for a branch that fails and that they have carried out by hand. All of it is in the log.
 */
final class Operations {
    private final EngineSettings settings;

    Operations(EngineSettings settings) {
        this.settings = settings;
    }

    /**
     * Answers; and unless it was refused, proposed or a dry run, does it as far as the branches go.
     *
     * @return whether the transaction has to be decided, or driven on
     */
    boolean isDone(GlobalTransaction transaction, Operate operate, Step step) {
        Operation operation = operate.operation();
        if (!operation.isAboutEveryBranch() && transaction.branch(operation.branchId()) == null) {
            String why = "transaction " + transaction.xid + " has no branch " + operation.branchId();
            refuse(operate.replyTo(), Refusal.NO_SUCH_BRANCH, why, step);
            return false;
        }
        List<Branch> concerned = concerned(transaction, operation);
        String why = hasMoved(transaction, operate)
                ? moved(transaction, operate)
                : whyNot(transaction, operation, concerned);
        if (why != null) {
            refuse(operate.replyTo(), Refusal.NOT_ALLOWED, why, step);
            return false;
        }
        boolean proposed = needsTwo(operation)
                && (transaction.proposal() == null || !transaction.proposal().isSecondedBy(operation));
        step.reply(
                operate.replyTo(),
                new Operated(transaction.nextSequence(), calls(transaction, operation, concerned), proposed));
        if (operate.dryRun()) {
            return false;
        }
        Transactions.writeBegun(transaction, step);
        OperatorActed acted =
                new OperatorActed(transaction.id(), transaction.nextSequence(), step.nowMillis(), operation, proposed);
        write(transaction, acted, step);
        if (!proposed) {
            concerned.forEach(branch -> carryOut(transaction, branch, operation.action(), step));
        }
        return !proposed;
    }

    /** A dry run that asks about any position is told the present one. */
    private static boolean hasMoved(GlobalTransaction transaction, Operate operate) {
        boolean any = operate.position() == Operate.ANY_POSITION
                && (operate.dryRun() || operate.operation().action() != Action.COMMIT);
        return !any && operate.position() != transaction.nextSequence();
    }

    private static String moved(GlobalTransaction transaction, Operate operate) {
        String asked = operate.position() == Operate.ANY_POSITION
                ? "to commit names the position at which the Trys of all branches were seen to be done"
                : "it was looked at when it had " + operate.position() + " records";
        return "transaction " + transaction.xid + " has " + transaction.nextSequence() + " records, and " + asked
                + ": look again";
    }

    private static List<Branch> concerned(GlobalTransaction transaction, Operation operation) {
        List<Branch> concerned = new ArrayList<>();
        for (Branch branch : transaction.branches) {
            boolean meant = operation.isAboutEveryBranch() || operation.branchId() == branch.id;
            if (meant && applies(operation.action(), branch)) {
                concerned.add(branch);
            }
        }
        return concerned;
    }

    private static boolean applies(Action action, Branch branch) {
        return switch (action) {
            case COMMIT, CANCEL -> true;
            case RETRY -> branch.isOutstanding() && !branch.callUnderWay;
            case SETTLE -> branch.isOutstanding() && branch.failedAttempts > 0;
            case PARK -> branch.isOutstanding() && !branch.parked;
            case RESUME -> branch.isOutstanding() && branch.parked;
        };
    }

    /** Why it must not be done, with the cure; null if it may be. */
    private String whyNot(GlobalTransaction transaction, Operation operation, List<Branch> concerned) {
        Action action = operation.action();
        String which = "transaction " + transaction.xid;
        if (action.decision() != null) {
            if (transaction.status() != TransactionStatus.TRYING) {
                return which + " is decided (" + transaction.decision() + ", " + transaction.cause()
                        + "), and a decision is never changed";
            }
            if (action == Action.COMMIT && transaction.isDriven()) {
                return which + " was submitted as a whole: it commits by itself once every Try is done, and not before";
            }
        } else if (transaction.status() == TransactionStatus.TRYING) {
            return which + " is undecided: nothing is confirmed or cancelled before it is decided";
        } else if (action == Action.SETTLE && operation.isAboutEveryBranch()) {
            return "name the branch that was carried out by hand: each is checked, and written down, for itself";
        } else if (concerned.isEmpty()) {
            return whyNoBranch(action, operation.isAboutEveryBranch() ? which : "branch " + operation.branchId());
        }
        Operation proposal = transaction.proposal();
        return needsTwo(operation) && proposal != null && proposal.isRepeatedBy(operation)
                ? operation.operator() + " has asked for this: now it takes another operator who does"
                : null;
    }

    private static String whyNoBranch(Action action, String whose) {
        return switch (action) {
            case RETRY -> "nothing of " + whose + " waits for its next attempt: it is done, or being called just now";
            case SETTLE -> whose + " is done, or no call of it has failed yet: wait for it, or retry it";
            case PARK -> "nothing of " + whose + " is outstanding and not parked";
            default -> "nothing of " + whose + " is parked";
        };
    }

    private boolean needsTwo(Operation operation) {
        return settings.secondApprover() && operation.action().isForced();
    }

    private static List<PlannedCall> calls(GlobalTransaction transaction, Operation operation, List<Branch> concerned) {
        List<PlannedCall> calls = new ArrayList<>(concerned.size());
        Action action = operation.action();
        if (action != Action.SETTLE && action != Action.PARK) {
            Decision decision = action.decision() == null ? transaction.decision() : action.decision();
            Phase phase = decision == Decision.COMMIT ? Phase.CONFIRM : Phase.CANCEL;
            concerned.forEach(branch -> calls.add(new PlannedCall(branch.id, phase)));
        }
        return calls;
    }

    private void carryOut(GlobalTransaction transaction, Branch branch, Action action, Step step) {
        int sequence = transaction.nextSequence();
        long now = step.nowMillis();
        switch (action) {
            case COMMIT, CANCEL -> {
                // Whoever asked decides.
            }
            case RETRY -> branch.dueMillis = now;
            case SETTLE -> write(transaction, settled(transaction, branch, now), step);
            case PARK -> {
                write(transaction, new BranchParked(transaction.id(), sequence, now, branch.id), step);
                if (!branch.callUnderWay) {
                    branch.dueMillis = now + settings.backoff().parkedDelayMillis(branch.failedAttempts + 1, branch.id);
                }
            }
            case RESUME -> {
                write(transaction, new BranchResumed(transaction.id(), sequence, now, branch.id), step);
                if (!branch.callUnderWay) {
                    branch.dueMillis = now;
                }
            }
        }
    }

    /** It has failed before, or it could not be settled; no call of it is known to have succeeded. */
    private static BranchAcknowledged settled(GlobalTransaction transaction, Branch branch, long now) {
        return new BranchAcknowledged(
                transaction.id(),
                transaction.nextSequence(),
                now,
                branch.id,
                branch.failedAttempts,
                LogRecord.UNKNOWN_DURATION);
    }
}
