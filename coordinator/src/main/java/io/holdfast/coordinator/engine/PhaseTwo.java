// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.engine;

import io.holdfast.coordinator.model.BranchCall;
import io.holdfast.coordinator.model.BranchStatus;
import io.holdfast.coordinator.model.CallResult;
import io.holdfast.coordinator.model.Input.BranchAnswered;
import io.holdfast.coordinator.model.LogRecord;
import io.holdfast.coordinator.model.LogRecord.Acknowledgement;
import io.holdfast.coordinator.model.LogRecord.AttemptFailed;
import io.holdfast.coordinator.model.LogRecord.BranchAcknowledged;
import io.holdfast.coordinator.model.LogRecord.BranchParked;
import io.holdfast.coordinator.model.LogRecord.Finished;
import io.holdfast.coordinator.model.Phase;
import io.holdfast.coordinator.model.Target;
import io.holdfast.coordinator.model.TransactionStatus;
import java.util.ArrayList;
import java.util.List;

/**
 * Drives a decided transaction until every branch has acknowledged (I3, I7).
 *
 * <p>Acknowledgements cost no records of their own as long as all goes well: the last one writes {@code Finished}, which
 * names them all. Only when a branch fails are the others' acknowledgements written down, so that a restart need not call
 * them again. A crash before either repeats calls, which the guard makes harmless.
 */
final class PhaseTwo {
    private static final int MAX_ERROR_CHARS = 500;

    private final EngineSettings settings;
    private final Timers timers;

    PhaseTwo(EngineSettings settings, Timers timers) {
        this.settings = settings;
        this.timers = timers;
    }

    /** Makes every call that may be made now, and sets the timer for the next thing to happen. */
    void advance(GlobalTransaction transaction, Step step) {
        boolean serial = settings.serialNames().contains(transaction.facts.name());
        long earliest = Timers.NONE;
        for (int place = 0; place < transaction.branches.size(); place++) {
            Branch branch = transaction.branches.get(place);
            if (!branch.isOutstanding() || waitsForOthers(transaction, place, serial)) {
                continue;
            }
            if (!branch.callUnderWay && branch.dueMillis <= step.nowMillis()) {
                call(transaction, branch, step);
            }
            earliest = Math.min(earliest, branch.dueMillis);
        }
        timers.schedule(transaction, earliest);
    }

    /** Confirms run in the order that was asked for, Cancels in the reverse. */
    private static boolean waitsForOthers(GlobalTransaction transaction, int place, boolean serial) {
        if (!serial && !transaction.isOrdered()) {
            return false;
        }
        boolean confirming = transaction.status() == TransactionStatus.CONFIRMING;
        for (int other = 0; other < transaction.branches.size(); other++) {
            int first = confirming ? other : place;
            int second = confirming ? place : other;
            boolean ordered = serial
                    ? first < second
                    : transaction.branches.get(second).after().contains(first);
            if (ordered && transaction.branches.get(other).isOutstanding()) {
                return true;
            }
        }
        return false;
    }

    /** A participant's word on one branch; late and repeated ones change nothing. */
    void answered(GlobalTransaction transaction, Branch branch, BranchAnswered answer, Step step) {
        if (!branch.isOutstanding() || answer.phase() != phase(branch)) {
            return;
        }
        if (answer.result() instanceof CallResult.Done) {
            acknowledged(transaction, branch, answer.attempt(), step);
        } else if (branch.callUnderWay && answer.attempt() == branch.failedAttempts + 1) {
            boolean forGood = answer.result() instanceof CallResult.Refused;
            String error = forGood
                    ? "refused for good: " + ((CallResult.Refused) answer.result()).reason()
                    : ((CallResult.Retry) answer.result()).error();
            failed(transaction, branch, error, forGood, step);
        }
    }

    /** Calls whose answer was waited for in vain count as failed. */
    void expireCalls(GlobalTransaction transaction, Step step) {
        for (Branch branch : transaction.branches) {
            if (branch.isOutstanding() && branch.callUnderWay && branch.dueMillis <= step.nowMillis()) {
                failed(transaction, branch, noAnswer(branch), false, step);
            }
        }
    }

    boolean isOver(GlobalTransaction transaction) {
        for (Branch branch : transaction.branches) {
            if (branch.isOutstanding()) {
                return false;
            }
        }
        return true;
    }

    /**
     * Writes the end and answers whoever waited for it.
     *
     * <p>The answer rests on the decision, which is durable, and on what the participants have said: the record may follow
     * later. Whoever recovers the transaction meanwhile sees that it may have ended. Once a failure was written, however,
     * it does not, so that the end has to be durable first (I6).
     */
    void finish(GlobalTransaction transaction, Step step) {
        List<Acknowledgement> unwritten = new ArrayList<>(transaction.branches.size());
        for (Branch branch : transaction.branches) {
            if (branch.acknowledged != null) {
                unwritten.add(branch.acknowledged);
            }
        }
        Finished finished = new Finished(
                transaction.id(),
                transaction.nextSequence(),
                step.nowMillis(),
                transaction.decision(),
                transaction.cause(),
                List.copyOf(unwritten));
        write(transaction, finished, step);
        if (transaction.hasFailedAttempts()) {
            step.makeDurable(transaction);
        }
        timers.schedule(transaction, Timers.NONE);
        Waiters.ended(transaction, step);
    }

    private void call(GlobalTransaction transaction, Branch branch, Step step) {
        branch.callUnderWay = true;
        branch.calledMillis = step.nowMillis();
        branch.dueMillis = step.nowMillis() + settings.attemptTimeoutMillis();
        int attempt = branch.failedAttempts + 1;
        step.call(new BranchCall(transaction.xid, branch.id, branch.facts, phase(branch), attempt, branch.dueMillis));
    }

    private static Phase phase(Branch branch) {
        return branch.status == BranchStatus.CONFIRMING ? Phase.CONFIRM : Phase.CANCEL;
    }

    private void acknowledged(GlobalTransaction transaction, Branch branch, int attempt, Step step) {
        boolean isLastCall = branch.callUnderWay && attempt == branch.failedAttempts + 1;
        long duration = isLastCall ? step.nowMillis() - branch.calledMillis : LogRecord.UNKNOWN_DURATION;
        branch.callUnderWay = false;
        branch.acknowledged = new Acknowledgement(branch.id, step.nowMillis(), attempt, duration);
        if (transaction.hasFailedAttempts()) {
            writeAcknowledgements(transaction, step);
        }
    }

    /** @param forGood asking again will not help: somebody has to look */
    private void failed(GlobalTransaction transaction, Branch branch, String error, boolean forGood, Step step) {
        branch.callUnderWay = false;
        int attempt = branch.failedAttempts + 1;
        int counted = branch.countedAttempts() + 1;
        boolean parks = forGood || counted >= parkAfter(branch);
        Backoff backoff = settings.backoff();
        long next = step.nowMillis()
                + (parks || branch.parked
                        ? backoff.parkedDelayMillis(attempt, branch.id)
                        : backoff.delayMillis(counted, branch.id));
        write(
                transaction,
                new AttemptFailed(
                        transaction.id(),
                        transaction.nextSequence(),
                        step.nowMillis(),
                        branch.id,
                        attempt,
                        Texts.shortened(error, MAX_ERROR_CHARS),
                        next,
                        transaction.mayHaveEnded,
                        step.nowMillis() - branch.calledMillis),
                step);
        if (parks && !branch.parked) {
            write(
                    transaction,
                    new BranchParked(transaction.id(), transaction.nextSequence(), step.nowMillis(), branch.id),
                    step);
        }
        branch.dueMillis = next;
        writeAcknowledgements(transaction, step);
        Waiters.failed(transaction, step);
    }

    private int parkAfter(Branch branch) {
        Target target = branch.facts.target();
        return target != null && target.maxAttempts() > 0
                ? target.maxAttempts()
                : settings.backoff().parkAfter();
    }

    private void writeAcknowledgements(GlobalTransaction transaction, Step step) {
        for (Branch branch : transaction.branches) {
            if (branch.acknowledged != null) {
                Acknowledgement acknowledged = branch.acknowledged;
                branch.acknowledged = null;
                write(
                        transaction,
                        new BranchAcknowledged(
                                transaction.id(),
                                transaction.nextSequence(),
                                acknowledged.atMillis(),
                                branch.id,
                                acknowledged.attempts(),
                                acknowledged.durationMillis()),
                        step);
            }
        }
    }

    private static void write(GlobalTransaction transaction, LogRecord record, Step step) {
        transaction.apply(record);
        step.appendLazily(record);
    }

    private String noAnswer(Branch branch) {
        return "no answer within " + settings.attemptTimeoutMillis() + " ms from resource " + branch.facts.resourceId()
                + " of " + branch.facts.application();
    }
}
