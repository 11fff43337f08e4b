// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.engine;

import io.holdfast.coordinator.engine.Waiter.Kind;
import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.Answer.BranchOutcome;
import io.holdfast.coordinator.model.Answer.Refusal;
import io.holdfast.coordinator.model.Answer.Standing;
import io.holdfast.coordinator.model.Cause;
import io.holdfast.coordinator.model.Decision;
import io.holdfast.coordinator.model.Input;
import io.holdfast.coordinator.model.Input.AboutTransaction;
import io.holdfast.coordinator.model.Input.AskStatus;
import io.holdfast.coordinator.model.Input.Await;
import io.holdfast.coordinator.model.Input.Begin;
import io.holdfast.coordinator.model.Input.BranchAnswered;
import io.holdfast.coordinator.model.Input.Decide;
import io.holdfast.coordinator.model.Input.FindByKey;
import io.holdfast.coordinator.model.Input.KeyLookUpFailed;
import io.holdfast.coordinator.model.Input.KeyLookedUp;
import io.holdfast.coordinator.model.Input.LookUpFailed;
import io.holdfast.coordinator.model.Input.LookedUp;
import io.holdfast.coordinator.model.Input.Operate;
import io.holdfast.coordinator.model.Input.RegisterBranch;
import io.holdfast.coordinator.model.Input.ReportBranch;
import io.holdfast.coordinator.model.Input.Request;
import io.holdfast.coordinator.model.Input.Submit;
import io.holdfast.coordinator.model.Invariant;
import io.holdfast.coordinator.model.LogRecord;
import io.holdfast.coordinator.model.LogRecord.Begun;
import io.holdfast.coordinator.model.LogRecord.Decided;
import io.holdfast.coordinator.model.LogRecord.Finished;
import io.holdfast.coordinator.model.Phase;
import io.holdfast.coordinator.model.TransactionStatus;
import java.util.List;
import java.util.function.Consumer;

/**
 * All that a lane decides. It owns the lane's unfinished transactions, is called by the lane's thread alone, and does
 * nothing but change memory and fill a {@link Step}: whoever calls it makes the step's records durable before it lets the
 * step's effects out.
 *
 * <p>Commit against timeout against registration is settled here, by the order of the calls (I5, I8).
 */
public final class Engine {
    /** Records and effects. */
    private static final int MAX_PER_TICK = 1_000;

    private final EngineSettings settings;
    private final Timers timers = new Timers();
    private final PhaseTwo phaseTwo;
    private final Interactive interactive;
    private final Submissions submissions;
    private final Operations operations;
    final Transactions transactions;

    public Engine(int lane, int epoch, EngineSettings settings) {
        this.settings = settings;
        this.phaseTwo = new PhaseTwo(settings, timers);
        this.transactions = new Transactions(lane, epoch, settings, timers);
        this.interactive = new Interactive(settings, transactions);
        this.submissions = new Submissions(settings, transactions);
        this.operations = new Operations(settings);
    }

    /** Folds one record of the log; call it for all of them in order, then {@link #resume}. */
    public void recover(LogRecord record) {
        transactions.recover(record);
    }

    /**
     * Takes up what {@link #recover} has read. Participants need a moment to come back too, so calls start a first
     * back-off from now; nothing waits longer than it could have on a clock that was never set back (I23, I24).
     */
    public void resume(long nowMillis) {
        for (GlobalTransaction transaction : transactions.open()) {
            transaction.recovered();
            if (transaction.status() == TransactionStatus.TRYING) {
                long latest = nowMillis
                        + (transaction.isDriven()
                                ? settings.backoff()
                                        .delayMillis(1, transaction.id().value())
                                : transaction.facts.timeoutMillis());
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

    /**
     * The branches of a transaction, as its history leaves them.
     *
     * @param history all its records, in their order
     */
    public static List<BranchOutcome> branchesOf(List<LogRecord> history) {
        GlobalTransaction transaction = new GlobalTransaction((Begun) history.get(0));
        history.subList(1, history.size()).forEach(transaction::apply);
        return transaction.outcome().branches();
    }

    /** Takes one input. */
    public void step(Input input, long nowMillis, Step step) {
        step.setNowMillis(nowMillis);
        if (input instanceof Begin begin) {
            interactive.begin(begin, step);
        } else if (input instanceof Submit submit) {
            submissions.submit(submit, step);
        } else if (input instanceof FindByKey find) {
            submissions.findByKey(find, step);
        } else if (input instanceof BranchAnswered answered) {
            branchAnswered(answered, step);
        } else if (input instanceof AboutTransaction request) {
            GlobalTransaction transaction = transactions.open(request.transaction());
            if (transaction == null) {
                notOpen(request, step);
            } else {
                about(transaction, request, step);
            }
        } else if (input instanceof LookedUp found) {
            lookedUp(found, step);
        } else if (input instanceof LookUpFailed failed) {
            Refusals.refuse(failed.request().replyTo(), Refusal.UNAVAILABLE, failed.why(), step);
        } else if (input instanceof KeyLookedUp found && found.epoch() == transactions.epoch()) {
            submissions.keyLookedUp(found, step);
        } else if (input instanceof KeyLookUpFailed failed && failed.epoch() == transactions.epoch()) {
            submissions.keyLookUpFailed(failed, step);
        }
    }

    /**
     * Does what has come due: deadlines, repeated calls, calls that were never answered. Of very much it does a part, and
     * {@link #nextTickMillis} stays due: what a step writes is one append, which must end in time, and what calls come to
     * has to fit into the inbox.
     */
    public void tick(long nowMillis, Step step) {
        step.setNowMillis(nowMillis);
        int enough = step.size() + MAX_PER_TICK;
        while (step.size() < enough) {
            GlobalTransaction transaction = timers.pollDue(nowMillis);
            if (transaction == null) {
                return;
            }
            if (transaction.status() == TransactionStatus.TRYING) {
                // The clock that the deadline was set by may have been ahead of this one, so it is not asked again.
                boolean triesLost = transaction.isDriven() && transaction.isRecovered();
                decide(transaction, Decision.CANCEL, triesLost ? Cause.RESTART : Cause.TIMEOUT, step);
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
        return transactions.open().size();
    }

    /** Undecided transactions whose Trys this owner of the lane has begun to call. */
    public int triesUnderWay() {
        return transactions.triesUnderWay();
    }

    /** Whether this epoch's ids run out; the lane then takes itself a new epoch. */
    public boolean idsRunOut() {
        return transactions.idsRunOut();
    }

    /**
     * Writes down what has begun and has no branch yet, so that whoever takes the lane next knows it. Called once, before
     * the lane is given up in good order.
     */
    public void keepBegun(Step step) {
        transactions.open().forEach(transaction -> Transactions.writeBegun(transaction, step));
    }

    /**
     * Hands over everybody who still waits for an outcome, because the lane gives its memory up.
     *
     * @param waiting is told what each could ask the lane's next owner instead; nothing is asked for twice by that
     */
    public void abandon(Consumer<Request> waiting) {
        for (GlobalTransaction transaction : transactions.open()) {
            if (transaction.waiters != null) {
                transaction.waiters.forEach(waiter -> waiting.accept(waiter.asRequest(transaction.xid)));
                transaction.waiters = null;
            }
        }
        transactions.keys().abandon(waiting);
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
            interactive.register(transaction, register, step);
        } else if (request instanceof ReportBranch report) {
            interactive.report(transaction, report, step);
        } else if (request instanceof Decide decide) {
            decide(transaction, decide, step);
        } else if (request instanceof AskStatus) {
            Waiters.add(transaction, request.replyTo(), Kind.STANDING, step);
        } else if (request instanceof Operate operate) {
            operate(transaction, operate, step);
        } else if (request instanceof Await await) {
            Waiters.add(transaction, request.replyTo(), Waiter.kindOf(await.waitFor()), step);
        }
    }

    private void decide(GlobalTransaction transaction, Decide decide, Step step) {
        if (transaction.status() != TransactionStatus.TRYING) {
            Waiters.add(transaction, decide.replyTo(), Kind.STANDING, step);
        } else if (decide.decision() == Decision.CANCEL
                || !Refusals.refusedAsSubmitted(transaction, decide.replyTo(), step)) {
            Waiters.add(transaction, decide.replyTo(), Kind.COMPLETED_OR_FAILING, step);
            decide(transaction, decide.decision(), Cause.CALLER, step);
        }
    }

    private void operate(GlobalTransaction transaction, Operate operate, Step step) {
        if (operations.isDone(transaction, operate, step)) {
            Decision decision = operate.operation().action().decision();
            if (decision == null) {
                goOn(transaction, step);
            } else {
                decide(transaction, decision, Cause.OPERATOR, step);
            }
        }
    }

    private void decide(GlobalTransaction transaction, Decision decision, Cause cause, Step step) {
        Invariant.check(transaction.status() == TransactionStatus.TRYING, "I1 one decision per transaction");
        Decided decided = new Decided(
                transaction.id(), transaction.nextSequence(), step.nowMillis(), decision, cause, transaction.tried());
        if (!transaction.written) {
            endUnwritten(transaction, decided, step);
            return;
        }
        transactions.triesAreOver(transaction);
        Transactions.write(transaction, decided, step);
        Waiters.decided(transaction, step);
        goOn(transaction, step);
    }

    private void goOn(GlobalTransaction transaction, Step step) {
        if (phaseTwo.isOver(transaction)) {
            phaseTwo.finish(transaction, step);
            transactions.end(transaction);
        } else {
            phaseTwo.advance(transaction, step);
        }
    }

    /** Nothing was tried, so there is nothing to remember, and no write. */
    private void endUnwritten(GlobalTransaction transaction, Decided decided, Step step) {
        Invariant.check(transaction.branches.isEmpty(), "a transaction is written with its first branch");
        transaction.apply(decided);
        transaction.apply(new Finished(
                transaction.id(),
                transaction.nextSequence(),
                step.nowMillis(),
                decided.decision(),
                decided.cause(),
                List.of()));
        timers.schedule(transaction, Timers.NONE);
        transactions.end(transaction);
        Waiters.ended(transaction, step);
    }

    private void branchAnswered(BranchAnswered answered, Step step) {
        GlobalTransaction transaction = transactions.open(answered.transaction());
        Branch branch = transaction == null ? null : transaction.branch(answered.branchId());
        if (branch == null) {
            return;
        }
        if (transaction.status() == TransactionStatus.TRYING) {
            if (transaction.isDriven() && !transaction.isRecovered()) {
                tried(transaction, branch, answered, step);
            }
            return;
        }
        phaseTwo.answered(transaction, branch, answered, step);
        goOn(transaction, step);
    }

    private void tried(GlobalTransaction transaction, Branch branch, BranchAnswered answered, Step step) {
        Cause cause =
                answered.phase() == Phase.TRY ? Tries.answered(transaction, branch, answered.result(), step) : null;
        if (step.nowMillis() >= transaction.deadlineMillis()) {
            decide(transaction, Decision.CANCEL, Cause.TIMEOUT, step);
        } else if (cause != null) {
            decide(transaction, cause == Cause.TRIED ? Decision.COMMIT : Decision.CANCEL, cause, step);
        } else {
            Tries.advance(transaction, step);
        }
    }

    private void notOpen(AboutTransaction request, Step step) {
        Standing standing = transactions.ended(request.transaction());
        List<BranchOutcome> branches = transactions.branchesOfEnded(request.transaction());
        if (standing == null || (request instanceof Await && branches == null)) {
            step.lookUp(request);
        } else {
            tellEnd(request, standing, branches, step);
        }
    }

    private void lookedUp(LookedUp found, Step step) {
        AboutTransaction request = found.request();
        Standing remembered = transactions.ended(request.transaction());
        GlobalTransaction transaction = transactions.open(request.transaction());
        if (transaction != null) {
            // Another owner began it and this lane has recovered it, both since the question was asked.
            about(transaction, request, step);
        } else if (found.standing() != null) {
            tellEnd(request, found.standing(), found.branches(), step);
        } else if (remembered != null) {
            tellEnd(request, remembered, List.of(), step); // It has no branch, or its end is not written yet.
        } else if (found.laneEpoch() > transactions.epoch()
                && transactions.lane() == request.transaction().lane()) {
            String why = "another coordinator has taken over the lane of transaction " + request.transaction()
                    + " and may know it: ask again";
            Refusals.refuse(request.replyTo(), Refusal.UNAVAILABLE, why, step);
        } else {
            String why = "no transaction " + request.transaction()
                    + " here: it never had a branch, or its record has outlived the retention time";
            Refusals.refuse(request.replyTo(), Refusal.NO_SUCH_TRANSACTION, why, step);
        }
    }

    /** @param branches needed if the request waits for an outcome */
    private void tellEnd(AboutTransaction request, Standing standing, List<BranchOutcome> branches, Step step) {
        if (request instanceof Decide || request instanceof AskStatus) {
            step.reply(request.replyTo(), standing);
        } else if (request instanceof Await await) {
            step.reply(request.replyTo(), new Answer.Outcome(await.xid(), standing, branches));
        } else if (request instanceof Operate operate) {
            Refusals.refuseAsEnded(operate, standing, step);
        } else {
            Refusals.refuseAsDecided(request.transaction().toString(), standing, request.replyTo(), step);
        }
    }
}
