// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.engine;

import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.Answer.Refusal;
import io.holdfast.coordinator.model.Answer.Refused;
import io.holdfast.coordinator.model.Answer.Standing;
import io.holdfast.coordinator.model.BeginFacts;
import io.holdfast.coordinator.model.Cause;
import io.holdfast.coordinator.model.Decision;
import io.holdfast.coordinator.model.Input;
import io.holdfast.coordinator.model.Input.AboutTransaction;
import io.holdfast.coordinator.model.Input.AskStatus;
import io.holdfast.coordinator.model.Input.Begin;
import io.holdfast.coordinator.model.Input.BranchAnswered;
import io.holdfast.coordinator.model.Input.Decide;
import io.holdfast.coordinator.model.Input.LookUpFailed;
import io.holdfast.coordinator.model.Input.LookedUp;
import io.holdfast.coordinator.model.Input.RegisterBranch;
import io.holdfast.coordinator.model.Input.ReportBranch;
import io.holdfast.coordinator.model.Invariant;
import io.holdfast.coordinator.model.LogRecord;
import io.holdfast.coordinator.model.LogRecord.Begun;
import io.holdfast.coordinator.model.LogRecord.BranchRegistered;
import io.holdfast.coordinator.model.LogRecord.BranchReported;
import io.holdfast.coordinator.model.LogRecord.Decided;
import io.holdfast.coordinator.model.LogRecord.Finished;
import io.holdfast.coordinator.model.ReplyTo;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.model.TransactionStatus;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * All that a lane decides. It owns the lane's unfinished transactions, is called by the lane's thread alone, and does
 * nothing but change memory and fill a {@link Step}: whoever calls it makes the step's records durable before it lets the
 * step's effects out.
 *
 * <p>Commit against timeout against registration is settled here, by the order of the calls (I5, I8).
 */
public final class Engine {
    /** Ended transactions remembered for duplicate calls; the log answers for all others, except those without a branch. */
    private static final int REMEMBERED = 20_000;

    private final int lane;
    private final int epoch;
    private final EngineSettings settings;
    private final Timers timers = new Timers();
    private final PhaseTwo phaseTwo;
    final Map<TransactionId, GlobalTransaction> open = new LinkedHashMap<>();
    private final Map<TransactionId, Standing> ended = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<TransactionId, Standing> eldest) {
            return size() > REMEMBERED;
        }
    };
    private long lastCounter;

    public Engine(int lane, int epoch, EngineSettings settings) {
        this.lane = lane;
        this.epoch = epoch;
        this.settings = settings;
        this.phaseTwo = new PhaseTwo(settings, timers);
    }

    /** Folds one record of the log; call it for all of them in order, then {@link #resume}. */
    public void recover(LogRecord record) {
        if (record instanceof Begun begun) {
            GlobalTransaction transaction = new GlobalTransaction(begun);
            transaction.written = true;
            GlobalTransaction before = open.put(begun.transaction(), transaction);
            Invariant.check(before == null, "I16 a transaction begins once");
            return;
        }
        GlobalTransaction transaction = open.get(record.transaction());
        Invariant.check(transaction != null, "I16 the first record of a transaction is its begin");
        transaction.apply(record);
        if (record instanceof Finished) {
            open.remove(record.transaction());
        }
    }

    /**
     * Takes up what {@link #recover} has read. Participants need a moment to come back too, so calls start a first
     * back-off from now; nothing waits longer than it could have on a clock that was never set back (I23, I24).
     */
    public void resume(long nowMillis) {
        for (GlobalTransaction transaction : open.values()) {
            if (transaction.status() == TransactionStatus.TRYING) {
                long latest = nowMillis + transaction.facts.timeoutMillis();
                timers.schedule(transaction, Math.min(transaction.deadlineMillis(), latest));
                continue;
            }
            long earliest = Timers.NONE;
            for (Branch branch : transaction.branches) {
                if (!branch.isOutstanding()) {
                    continue;
                }
                long soonest = nowMillis + settings.backoff().delayMillis(1, branch.id);
                long latest = nowMillis + settings.backoff().longestMillis();
                branch.dueMillis = Math.max(soonest, Math.min(branch.nextAttemptMillis, latest));
                earliest = Math.min(earliest, branch.dueMillis);
            }
            timers.schedule(transaction, earliest);
        }
    }

    /** Takes one input. */
    public void step(Input input, long nowMillis, Step step) {
        step.setNowMillis(nowMillis);
        if (input instanceof Begin begin) {
            begin(begin, step);
        } else if (input instanceof BranchAnswered answered) {
            branchAnswered(answered, step);
        } else if (input instanceof AboutTransaction request) {
            GlobalTransaction transaction = open.get(request.transaction());
            if (transaction == null) {
                notOpen(request, step);
            } else {
                about(transaction, request, step);
            }
        } else if (input instanceof LookedUp found) {
            lookedUp(found, step);
        } else if (input instanceof LookUpFailed failed) {
            refuse(failed.request().replyTo(), Refusal.UNAVAILABLE, failed.why(), step);
        }
    }

    /** Does what has come due: deadlines, repeated calls, calls that were never answered. */
    public void tick(long nowMillis, Step step) {
        step.setNowMillis(nowMillis);
        GlobalTransaction transaction;
        while ((transaction = timers.pollDue(nowMillis)) != null) {
            if (transaction.status() == TransactionStatus.TRYING) {
                decide(transaction, Decision.CANCEL, Cause.TIMEOUT, step);
            } else {
                phaseTwo.expireCalls(transaction, step);
                phaseTwo.advance(transaction, step);
            }
        }
    }

    /** When {@link #tick} wants to be called again, at the latest, in milliseconds since 1970. */
    public long nextTickMillis() {
        return timers.nextDueMillis();
    }

    public int openTransactions() {
        return open.size();
    }

    /** Whether this epoch's ids run out; the lane then takes itself a new epoch. */
    public boolean idsRunOut() {
        return lastCounter > TransactionId.MAX_COUNTER - 1_000_000;
    }

    /** Hands over everybody who still waits for an outcome, because the lane gives its memory up. */
    public void abandon(Consumer<ReplyTo> waiting) {
        for (GlobalTransaction transaction : open.values()) {
            if (transaction.waiting != null) {
                waiting.accept(transaction.waiting);
                transaction.waiting = null;
            }
        }
    }

    private void begin(Begin begin, Step step) {
        if (open.size() >= settings.maxOpenTransactions()) {
            String why = "too many open transactions (" + open.size() + "): ask again later, or raise"
                    + " holdfast.limits.max-open-transactions";
            refuse(begin.replyTo(), Refusal.BUSY, why, step);
            return;
        }
        BeginFacts asked = begin.facts();
        BeginFacts facts = new BeginFacts(
                asked.name(),
                asked.application(),
                asked.group(),
                settings.effectiveTimeoutMillis(asked.timeoutMillis()));
        GlobalTransaction transaction =
                new GlobalTransaction(new Begun(nextId(), step.nowMillis(), settings.address(), facts));
        open.put(transaction.id(), transaction);
        timers.schedule(transaction, transaction.deadlineMillis());
        step.reply(begin.replyTo(), new Answer.Begun(transaction.xid));
    }

    private void about(GlobalTransaction transaction, AboutTransaction request, Step step) {
        if (transaction.status() == TransactionStatus.TRYING && step.nowMillis() >= transaction.deadlineMillis()) {
            decide(transaction, Decision.CANCEL, Cause.TIMEOUT, step);
            if (transaction.branches.isEmpty()) {
                notOpen(request, step);
                return;
            }
        }
        if (request instanceof RegisterBranch register) {
            register(transaction, register, step);
        } else if (request instanceof ReportBranch report) {
            report(transaction, report, step);
        } else if (request instanceof Decide decide) {
            decide(transaction, decide, step);
        } else if (request instanceof AskStatus) {
            tellStanding(transaction, request.replyTo(), step);
        }
    }

    private void register(GlobalTransaction transaction, RegisterBranch register, Step step) {
        if (refusedAsDecided(transaction, register.replyTo(), step)) {
            return;
        }
        if (transaction.branches.size() >= settings.maxBranches()) {
            String why = "transaction " + transaction.xid + " has " + transaction.branches.size()
                    + " branches, the limit (holdfast.limits.max-branches)";
            refuse(register.replyTo(), Refusal.LIMIT, why, step);
            return;
        }
        if (refusedAsTooLong(register.facts().applicationData(), register.replyTo(), step)) {
            return;
        }
        if (!transaction.written) {
            transaction.written = true;
            step.append(transaction.begun());
        }
        long branchId = nextId().value();
        write(
                transaction,
                new BranchRegistered(
                        transaction.id(), transaction.nextSequence(), step.nowMillis(), branchId, register.facts()),
                step);
        step.reply(register.replyTo(), new Answer.Registered(branchId));
    }

    private void report(GlobalTransaction transaction, ReportBranch report, Step step) {
        if (transaction.branch(report.branchId()) == null) {
            String why = "transaction " + transaction.xid + " has no branch " + report.branchId();
            refuse(report.replyTo(), Refusal.NO_SUCH_BRANCH, why, step);
            return;
        }
        if (refusedAsDecided(transaction, report.replyTo(), step)
                || refusedAsTooLong(report.applicationData(), report.replyTo(), step)) {
            return;
        }
        if (report.applicationData() != null) {
            write(
                    transaction,
                    new BranchReported(
                            transaction.id(),
                            transaction.nextSequence(),
                            step.nowMillis(),
                            report.branchId(),
                            report.applicationData()),
                    step);
        }
        step.reply(report.replyTo(), new Answer.Reported());
    }

    private void decide(GlobalTransaction transaction, Decide decide, Step step) {
        if (transaction.status() == TransactionStatus.TRYING) {
            transaction.waiting = decide.replyTo();
            decide(transaction, decide.decision(), Cause.CALLER, step);
        } else {
            tellStanding(transaction, decide.replyTo(), step);
        }
    }

    private void decide(GlobalTransaction transaction, Decision decision, Cause cause, Step step) {
        Invariant.check(transaction.status() == TransactionStatus.TRYING, "I1 one decision per transaction");
        Decided decided = new Decided(transaction.id(), transaction.nextSequence(), step.nowMillis(), decision, cause);
        if (transaction.branches.isEmpty()) {
            endWithoutBranches(transaction, decided, step);
            return;
        }
        write(transaction, decided, step);
        phaseTwo.advance(transaction, step);
    }

    /** Nothing was tried, so there is nothing to remember, and no write. */
    private void endWithoutBranches(GlobalTransaction transaction, Decided decided, Step step) {
        Invariant.check(!transaction.written, "a transaction is written with its first branch");
        Standing standing = new Standing(TransactionStatus.after(decided.decision()), decided.cause(), false);
        timers.schedule(transaction, Timers.NONE);
        end(transaction, standing);
        if (transaction.waiting != null) {
            step.reply(transaction.waiting, standing);
        }
    }

    private void branchAnswered(BranchAnswered answered, Step step) {
        GlobalTransaction transaction = open.get(answered.transaction());
        if (transaction == null || transaction.status() == TransactionStatus.TRYING) {
            return;
        }
        Branch branch = transaction.branch(answered.branchId());
        if (branch == null) {
            return;
        }
        phaseTwo.answered(transaction, branch, answered, step);
        if (phaseTwo.isOver(transaction)) {
            phaseTwo.finish(transaction, step);
            end(transaction, transaction.standing());
        } else {
            phaseTwo.advance(transaction, step);
        }
    }

    private void end(GlobalTransaction transaction, Standing standing) {
        open.remove(transaction.id());
        ended.put(transaction.id(), standing);
    }

    private void notOpen(AboutTransaction request, Step step) {
        Standing standing = ended.get(request.transaction());
        if (standing == null) {
            step.lookUp(request);
        } else {
            tellEnd(request, standing, step);
        }
    }

    private void lookedUp(LookedUp found, Step step) {
        AboutTransaction request = found.request();
        GlobalTransaction transaction = open.get(request.transaction());
        if (transaction != null) {
            // Another owner began it and this lane has recovered it, both since the question was asked.
            about(transaction, request, step);
        } else if (found.standing() != null) {
            tellEnd(request, found.standing(), step);
        } else {
            String why = "no transaction " + request.transaction()
                    + " here: it never had a branch, or its record has outlived the retention time";
            refuse(request.replyTo(), Refusal.NO_SUCH_TRANSACTION, why, step);
        }
    }

    private static void tellEnd(AboutTransaction request, Standing standing, Step step) {
        if (request instanceof Decide || request instanceof AskStatus) {
            step.reply(request.replyTo(), standing);
        } else {
            refuseAsDecided(request.transaction().toString(), standing, request.replyTo(), step);
        }
    }

    private static void tellStanding(GlobalTransaction transaction, ReplyTo replyTo, Step step) {
        Standing standing = transaction.standing();
        if (standing.retrying()) {
            step.replyOnceDurable(replyTo, standing);
        } else {
            step.reply(replyTo, standing);
        }
    }

    private static boolean refusedAsDecided(GlobalTransaction transaction, ReplyTo replyTo, Step step) {
        if (transaction.status() == TransactionStatus.TRYING) {
            return false;
        }
        refuseAsDecided(transaction.xid.toString(), transaction.standing(), replyTo, step);
        return true;
    }

    private boolean refusedAsTooLong(String applicationData, ReplyTo replyTo, Step step) {
        if (applicationData == null || applicationData.length() <= settings.maxApplicationDataChars()) {
            return false;
        }
        String why = "application data of " + applicationData.length() + " characters is over the limit of "
                + settings.maxApplicationDataChars() + " (holdfast.seata.max-application-data-bytes)";
        refuse(replyTo, Refusal.LIMIT, why, step);
        return true;
    }

    private static void refuseAsDecided(String transaction, Standing standing, ReplyTo replyTo, Step step) {
        boolean expired = standing.cause() == Cause.TIMEOUT;
        String why =
                "transaction " + transaction + " is " + standing.status() + (expired ? ": its deadline passed" : "");
        refuse(replyTo, expired ? Refusal.EXPIRED : Refusal.DECIDED, why, step);
    }

    private static void refuse(ReplyTo replyTo, Refusal refusal, String why, Step step) {
        step.reply(replyTo, new Refused(refusal, why));
    }

    private static void write(GlobalTransaction transaction, LogRecord record, Step step) {
        transaction.apply(record);
        step.append(record);
    }

    private TransactionId nextId() {
        return TransactionId.of(lane, epoch, ++lastCounter);
    }
}
