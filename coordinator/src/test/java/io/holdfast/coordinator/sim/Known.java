// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.sim;

import static io.holdfast.coordinator.sim.Oracle.check;

import io.holdfast.coordinator.engine.Backoff;
import io.holdfast.coordinator.engine.EngineSettings;
import io.holdfast.coordinator.model.Action;
import io.holdfast.coordinator.model.Cause;
import io.holdfast.coordinator.model.Decision;
import io.holdfast.coordinator.model.Input.Operate;
import io.holdfast.coordinator.model.LogRecord;
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
import io.holdfast.coordinator.model.TransactionId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** One transaction, as the durable records tell it: the oracle's own fold of them, which says what may not follow. */
final class Known {
    final TransactionId id;
    private final EngineSettings settings;
    final Map<Long, KnownBranch> branches = new LinkedHashMap<>();
    Begun begun;
    Decided decided;
    boolean finished;
    private Operation proposal;
    private Decision operated;
    int records;
    boolean cancelSent;
    /** How far the transaction was, in the answers that each epoch gave. */
    final TreeMap<Integer, Integer> told = new TreeMap<>();

    Known(TransactionId id, EngineSettings settings) {
        this.id = id;
        this.settings = settings;
    }

    boolean isCommitted() {
        return decided != null && decided.decision() == Decision.COMMIT;
    }

    boolean isSerial() {
        return settings.serialNames().contains(begun.facts().name());
    }

    /** The branch that was registered at this place, from 0. */
    KnownBranch at(int place) {
        return new ArrayList<>(branches.values()).get(place);
    }

    int place(KnownBranch branch) {
        return new ArrayList<>(branches.values()).indexOf(branch);
    }

    private long deadlineMillis() {
        return begun.atMillis() + begun.facts().timeoutMillis();
    }

    private KnownBranch branch(long branchId, LogRecord record) {
        KnownBranch branch = branches.get(branchId);
        check(branch != null, "I8 only registered branches have records", record);
        return branch;
    }

    /** @param epoch the one that wrote the record */
    void durable(LogRecord record, int epoch) {
        check(record.sequence() == records, "I16 the records of a transaction have no gap", record);
        records++;
        check(!finished, "I9 nothing comes after the end", record);
        if (record instanceof Begun beginning) {
            long timeout = beginning.facts().timeoutMillis();
            check(timeout > 0 && timeout <= settings.maxTimeoutMillis(), "I25 timeouts are limited", record);
            begun = beginning;
        } else if (record instanceof BranchRegistered registered) {
            check(decided == null, "I8 no registration after the decision", record);
            check(record.atMillis() < deadlineMillis(), "I8 no registration after the deadline", record);
            check(branches.size() < settings.maxBranches(), "I25 the branches of a transaction are limited", record);
            KnownBranch branch = new KnownBranch(registered.branchId(), registered.facts());
            check(branches.put(registered.branchId(), branch) == null, "I20 no branch id twice", record);
        } else if (record instanceof BranchReported reported) {
            check(decided == null, "I8 no report after the decision", record);
            KnownBranch branch = branch(reported.branchId(), record);
            branch.facts = branch.facts.withApplicationData(reported.applicationData());
        } else if (record instanceof OperatorActed acted) {
            acted(acted);
        } else if (record instanceof Decided decision) {
            decided(decision, epoch);
        } else if (record instanceof Finished end) {
            check(decided != null, "I2 no end without a decision", record);
            check(decided.decision() == end.decision(), "I1 it ends as it was decided", record);
            check(decided.cause() == end.cause(), "I6 it ends for the reason that it was decided for", record);
            finished = true;
        } else {
            check(decided != null, "I2 no call without a decision", record);
            aboutACall(record, epoch);
        }
    }

    private void decided(Decided decision, int epoch) {
        check(decided == null, "I1 at most one decision", decision);
        if (decision.decision() == Decision.COMMIT) {
            check(!cancelSent, "I4 no commit after a cancel was sent", decision);
            check(decision.atMillis() < deadlineMillis(), "I5 no commit after the deadline", decision);
        }
        if (decision.cause() == Cause.TIMEOUT) {
            // A later owner's clock may be behind; then it waits no longer than the timeout is long.
            boolean sameClock = epoch == id.epoch();
            check(decision.decision() == Decision.CANCEL, "I5 a deadline that passes is no commit", decision);
            check(!sameClock || decision.atMillis() >= deadlineMillis(), "I5 no timeout before the deadline", decision);
        }
        boolean submitted = branches.values().stream().anyMatch(branch -> branch.facts.target() != null);
        boolean byTries =
                !EnumSet.of(Cause.CALLER, Cause.TIMEOUT, Cause.OPERATOR).contains(decision.cause());
        boolean asOperated = decision.cause() != Cause.OPERATOR || decision.decision() == operated;
        check(asOperated, "an operator decides only what is written down", decision);
        check(submitted || !byTries, "only a submitted transaction is decided by its Trys", decision);
        boolean commit = decision.decision() == Decision.COMMIT;
        check(!submitted || commit == (decision.cause() == Cause.TRIED), "it commits only once all is tried", decision);
        check(decision.cause() != Cause.RESTART || epoch != id.epoch(), "a restart is another epoch", decision);
        decided = decision;
    }

    private void acted(OperatorActed acted) {
        Operation asked = acted.operation();
        check(!asked.reason().equals(SimOperator.DRY_RUN), "a dry run changes nothing", acted);
        boolean seen = asked.reason().equals(SimOperator.reason(acted.sequence()));
        boolean unseen = asked.reason().equals(SimOperator.reason(Operate.ANY_POSITION));
        check(seen || (unseen && asked.action() != Action.COMMIT), "an operator acts on what was looked at", acted);
        Decision decision = asked.action().decision();
        check(
                (decision == null) == (decided != null),
                "I1 operators decide what is undecided, and nothing else",
                acted);
        boolean seconded = proposal != null
                && proposal.action() == asked.action()
                && proposal.branchId() == asked.branchId()
                && !proposal.operator().equals(asked.operator());
        boolean takesTwo = settings.secondApprover() && asked.action().isForced();
        check(
                acted.proposed() == (takesTwo && !seconded),
                "what is forced takes two operators, if so configured",
                acted);
        proposal = acted.proposed() ? asked : null;
        if (!acted.proposed()) {
            operated = decision;
            for (KnownBranch branch : branches.values()) {
                if (asked.isAboutEveryBranch() || asked.branchId() == branch.id) {
                    branch.operated(asked.action());
                }
            }
        }
    }

    private void aboutACall(LogRecord record, int epoch) {
        if (record instanceof AttemptFailed failed) {
            KnownBranch branch = branch(failed.branchId(), record);
            check(!branch.acknowledged, "I9 what is done does not fail any more", record);
            check(failed.attempt() == branch.failedAttempts + 1, "I16 failed attempts are counted", record);
            check(failed.attempt() <= branch.highestCall, "I7 only calls that were made can fail", record);
            boolean parkedInTime = branch.parked
                    || branch.countedAttempts() < settings.backoff().parkAfter();
            check(parkedInTime, "I7 what fails too often is parked", record);
            check(waitsAsConfigured(failed, branch), "I7 the next attempt waits for its back-off", record);
            branch.failedAttempts = failed.attempt();
            branch.failedEpoch = epoch;
            branch.hurried = false;
            branch.nextAttemptMillis = failed.nextAttemptMillis();
        } else if (record instanceof BranchParked parking) {
            KnownBranch branch = branch(parking.branchId(), record);
            check(!branch.parked, "I16 parked once", record);
            boolean often = branch.countedAttempts() >= settings.backoff().parkAfter();
            check(often || branch.asked == Action.PARK, "I7 parked only after the configured attempts", record);
            branch.parked = true;
        } else if (record instanceof BranchResumed resumed) {
            KnownBranch branch = branch(resumed.branchId(), record);
            check(branch.parked && branch.asked == Action.RESUME, "only what is parked is resumed", record);
            branch.resumed();
        } else if (record instanceof BranchAcknowledged done) {
            KnownBranch branch = branch(done.branchId(), record);
            check(!branch.acknowledged, "I16 acknowledged once", record);
            boolean failed = branch.failedAttempts > 0 || branch.asked != Action.SETTLE;
            check(failed, "only what fails is settled by hand", record);
            branch.acknowledged = true;
        }
    }

    /** Twice as long after every failure, up to a limit, less a quarter at most; slowly once parked. */
    private boolean waitsAsConfigured(AttemptFailed failed, KnownBranch branch) {
        Backoff backoff = settings.backoff();
        long full = backoff.firstMillis();
        int attempts = branch.countedAttempts() + 1;
        for (int i = 1; i < attempts && full < backoff.maxMillis(); i++) {
            full *= 2;
        }
        boolean parked = branch.parked || attempts >= backoff.parkAfter();
        full = parked ? backoff.parkedMillis() : Math.min(full, backoff.maxMillis());
        long waits = failed.nextAttemptMillis() - failed.atMillis();
        return waits >= Math.max(1, full * 3 / 4 - 1) && waits <= Math.max(1, full);
    }
}
