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
        boolean backwards = serial && transaction.status() == TransactionStatus.CANCELLING;
        int count = transaction.branches.size();
        long earliest = Timers.NONE;
        for (int i = 0; i < count; i++) {
            Branch branch = transaction.branches.get(backwards ? count - 1 - i : i);
            if (!branch.isOutstanding()) {
                continue;
            }
            if (!branch.callUnderWay && branch.dueMillis <= step.nowMillis()) {
                call(transaction, branch, step);
            }
            earliest = Math.min(earliest, branch.dueMillis);
            if (serial) {
                break;
            }
        }
        timers.schedule(transaction, earliest);
    }

    /** A participant's word on one branch; late and repeated ones change nothing. */
    void answered(GlobalTransaction transaction, Branch branch, BranchAnswered answer, Step step) {
        if (!branch.isOutstanding()) {
            return;
        }
        if (answer.result() instanceof CallResult.Retry retry) {
            if (branch.callUnderWay && answer.attempt() == branch.failedAttempts + 1) {
                failed(transaction, branch, retry.error(), step);
            }
        } else {
            acknowledged(transaction, branch, answer.attempt(), step);
        }
    }

    /** Calls whose answer was waited for in vain count as failed. */
    void expireCalls(GlobalTransaction transaction, Step step) {
        for (Branch branch : transaction.branches) {
            if (branch.isOutstanding() && branch.callUnderWay && branch.dueMillis <= step.nowMillis()) {
                failed(transaction, branch, noAnswer(branch), step);
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

    /** Writes the end and answers whoever waited for it. */
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
        transaction.apply(finished);
        step.append(finished);
        timers.schedule(transaction, Timers.NONE);
        if (transaction.waiting != null) {
            step.reply(transaction.waiting, transaction.standing());
            transaction.waiting = null;
        }
    }

    private void call(GlobalTransaction transaction, Branch branch, Step step) {
        branch.callUnderWay = true;
        branch.dueMillis = step.nowMillis() + settings.attemptTimeoutMillis();
        Phase phase = branch.status == BranchStatus.CONFIRMING ? Phase.CONFIRM : Phase.CANCEL;
        step.call(new BranchCall(transaction.xid, branch.id, branch.facts, phase, branch.failedAttempts + 1));
    }

    private void acknowledged(GlobalTransaction transaction, Branch branch, int attempt, Step step) {
        branch.callUnderWay = false;
        branch.acknowledged = new Acknowledgement(branch.id, step.nowMillis(), attempt);
        if (transaction.hasFailedAttempts()) {
            writeAcknowledgements(transaction, step);
        }
    }

    private void failed(GlobalTransaction transaction, Branch branch, String error, Step step) {
        branch.callUnderWay = false;
        int attempt = branch.failedAttempts + 1;
        long next = step.nowMillis() + settings.backoff().delayMillis(attempt, branch.id);
        write(
                transaction,
                new AttemptFailed(
                        transaction.id(),
                        transaction.nextSequence(),
                        step.nowMillis(),
                        branch.id,
                        attempt,
                        shortened(error),
                        next),
                step);
        if (attempt >= settings.backoff().parkAfter() && !branch.parked) {
            write(
                    transaction,
                    new BranchParked(transaction.id(), transaction.nextSequence(), step.nowMillis(), branch.id),
                    step);
        }
        branch.dueMillis = next;
        writeAcknowledgements(transaction, step);
        if (transaction.waiting != null) {
            step.replyOnceDurable(transaction.waiting, transaction.standing());
            transaction.waiting = null;
        }
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
                                acknowledged.attempts()),
                        step);
            }
        }
    }

    private static void write(GlobalTransaction transaction, LogRecord record, Step step) {
        transaction.apply(record);
        step.appendLazily(record);
    }

    private static String shortened(String error) {
        if (error.length() <= MAX_ERROR_CHARS) {
            return error;
        }
        // Half of a surrogate pair is no text that a log could give back.
        boolean insidePair = Character.isHighSurrogate(error.charAt(MAX_ERROR_CHARS - 1));
        return error.substring(0, insidePair ? MAX_ERROR_CHARS - 1 : MAX_ERROR_CHARS) + "...";
    }

    private String noAnswer(Branch branch) {
        return "no answer within " + settings.attemptTimeoutMillis() + " ms from resource " + branch.facts.resourceId()
                + " of " + branch.facts.application();
    }
}
