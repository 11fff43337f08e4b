// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.engine;

import io.holdfast.coordinator.model.Answer.BranchOutcome;
import io.holdfast.coordinator.model.Answer.Standing;
import io.holdfast.coordinator.model.BeginFacts;
import io.holdfast.coordinator.model.BranchFacts;
import io.holdfast.coordinator.model.Invariant;
import io.holdfast.coordinator.model.LogRecord;
import io.holdfast.coordinator.model.LogRecord.Begun;
import io.holdfast.coordinator.model.LogRecord.BranchRegistered;
import io.holdfast.coordinator.model.LogRecord.Finished;
import io.holdfast.coordinator.model.Newest;
import io.holdfast.coordinator.model.SharedTexts;
import io.holdfast.coordinator.model.TransactionId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a lane knows of transactions: all that are unfinished, and the last that ended. It gives them their ids (I20). */
final class Transactions {
    /** Ended transactions remembered for duplicate calls; the log answers for all others, except those without a branch. */
    private static final int REMEMBERED = 20_000;
    /** Of these the branches too, for callers who come a moment after the end; what they hold may be large. */
    private static final int REMEMBERED_WHOLE = 1_000;

    private final int lane;
    private final int epoch;
    private final EngineSettings settings;
    private final Timers timers;
    private final Map<TransactionId, GlobalTransaction> open = new LinkedHashMap<>();
    private final Map<TransactionId, Standing> ended = new Newest<>(REMEMBERED);
    private final Map<TransactionId, List<BranchOutcome>> endedBranches = new Newest<>(REMEMBERED_WHOLE);
    private final Keys keys = new Keys();
    private final SharedTexts texts = new SharedTexts();
    private long lastCounter;
    private int triesUnderWay;

    Transactions(int lane, int epoch, EngineSettings settings, Timers timers) {
        this.lane = lane;
        this.epoch = epoch;
        this.settings = settings;
        this.timers = timers;
    }

    int lane() {
        return lane;
    }

    int epoch() {
        return epoch;
    }

    Keys keys() {
        return keys;
    }

    /** The unfinished transaction of this id, or null. */
    GlobalTransaction open(TransactionId id) {
        return open.get(id);
    }

    /** In the order of their begin, or of the log. */
    Collection<GlobalTransaction> open() {
        return open.values();
    }

    /** How it ended; null if it has not, or was not remembered. */
    Standing ended(TransactionId id) {
        return ended.get(id);
    }

    /** The branches of a transaction that has just ended; null if they are not remembered. */
    List<BranchOutcome> branchesOfEnded(TransactionId id) {
        return endedBranches.get(id);
    }

    /** Folds one record of the log. */
    void recover(LogRecord record) {
        if (record instanceof Begun begun) {
            GlobalTransaction transaction = new GlobalTransaction(begun);
            transaction.written = true;
            GlobalTransaction before = open.put(begun.transaction(), transaction);
            Invariant.check(before == null, "I16 a transaction begins once");
            keys.begun(transaction);
            return;
        }
        GlobalTransaction transaction = open.get(record.transaction());
        Invariant.check(transaction != null, "I16 the first record of a transaction is its begin");
        transaction.apply(record);
        if (record instanceof Finished) {
            open.remove(record.transaction());
            keys.ended(transaction);
        }
    }

    GlobalTransaction begin(BeginFacts asked, Step step) {
        BeginFacts facts = texts.of(asked).withTimeoutMillis(settings.effectiveTimeoutMillis(asked.timeoutMillis()));
        GlobalTransaction transaction =
                new GlobalTransaction(new Begun(nextId(), step.nowMillis(), settings.address(), facts));
        open.put(transaction.id(), transaction);
        keys.begun(transaction);
        timers.schedule(transaction, transaction.deadlineMillis());
        return transaction;
    }

    /** Adds a branch; the first one writes the transaction down. */
    long register(GlobalTransaction transaction, BranchFacts facts, Step step) {
        writeBegun(transaction, step);
        long branchId = nextId().value();
        write(
                transaction,
                new BranchRegistered(
                        transaction.id(), transaction.nextSequence(), step.nowMillis(), branchId, texts.of(facts)),
                step);
        return branchId;
    }

    static void writeBegun(GlobalTransaction transaction, Step step) {
        if (!transaction.written) {
            transaction.written = true;
            step.append(transaction, transaction.begun());
        }
    }

    /** Undecided transactions whose Trys this owner of the lane has begun to call. */
    int triesUnderWay() {
        return triesUnderWay;
    }

    void triesBegin() {
        triesUnderWay++;
    }

    void triesAreOver(GlobalTransaction decided) {
        if (decided.isDriven() && !decided.isRecovered()) {
            triesUnderWay--;
        }
    }

    void end(GlobalTransaction transaction) {
        open.remove(transaction.id());
        ended.put(transaction.id(), transaction.standing());
        endedBranches.put(transaction.id(), transaction.outcome().branches());
        keys.ended(transaction);
    }

    static void write(GlobalTransaction transaction, LogRecord record, Step step) {
        transaction.apply(record);
        step.append(transaction, record);
    }

    boolean idsRunOut() {
        return lastCounter > TransactionId.MAX_COUNTER - 1_000_000;
    }

    private TransactionId nextId() {
        return TransactionId.of(lane, epoch, ++lastCounter);
    }
}
