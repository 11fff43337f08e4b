// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.engine;

import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.BranchCall;
import io.holdfast.coordinator.model.Input.AboutTransaction;
import io.holdfast.coordinator.model.LogRecord;
import io.holdfast.coordinator.model.ReplyTo;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * What one batch of inputs came to: records in their order, the effects that wait for them, and those that need not, because
 * nothing that they tell is in those records. Filled by the engine, emptied by the lane, reused from batch to batch.
 */
public final class Step {
    private final List<LogRecord> records = new ArrayList<>();
    private final Queue<Effect> effects = new ArrayDeque<>();
    private final Queue<Effect> atOnce = new ArrayDeque<>();
    private boolean mustBeDurable;
    /** How often what had to be durable was: transactions remember by it what is still to be written of them. */
    private long written;

    private long nowMillis;

    /** A record that effects of this step rest on: all that are about its transaction. */
    void append(GlobalTransaction transaction, LogRecord record) {
        records.add(record);
        makeDurable(transaction);
    }

    /** A record that may ride along with a later batch: losing it costs a repeated call, nothing else. */
    void appendLazily(LogRecord record) {
        records.add(record);
    }

    void reply(ReplyTo to, Answer answer) {
        effects.add(new Effect.Reply(to, answer));
    }

    /**
     * Tells the state that a transaction has now. It waits for what this step writes of that transaction, and for nothing that
     * it writes of others.
     */
    void tell(GlobalTransaction transaction, ReplyTo to, Answer answer) {
        boolean rests = transaction.unwrittenSince == written;
        (rests ? effects : atOnce).add(new Effect.Reply(to, answer));
    }

    /** Effects of this step tell what lazy records of a transaction say, which makes them due now (I6). */
    void makeDurable(GlobalTransaction transaction) {
        transaction.unwrittenSince = written;
        mustBeDurable = true;
    }

    void call(BranchCall call) {
        effects.add(new Effect.Call(call));
    }

    void lookUp(AboutTransaction request) {
        effects.add(new Effect.LookUp(request));
    }

    void lookUpKey(String key, int epoch) {
        effects.add(new Effect.LookUpKey(key, epoch));
    }

    /** The time of what is being stepped, in milliseconds since 1970. */
    long nowMillis() {
        return nowMillis;
    }

    void setNowMillis(long nowMillis) {
        this.nowMillis = nowMillis;
    }

    int size() {
        return records.size() + effects.size() + atOnce.size();
    }

    public List<LogRecord> records() {
        return records;
    }

    /** What has to wait until all records are durable, if any has to be. */
    public Queue<Effect> effects() {
        return effects;
    }

    /** What need not wait. */
    public Queue<Effect> atOnce() {
        return atOnce;
    }

    /** Whether the effects have to wait until all records are durable; otherwise the records may wait for company. */
    public boolean mustBeDurable() {
        return mustBeDurable;
    }

    public void clearRecords() {
        records.clear();
        mustBeDurable = false;
        written++;
    }

    public void clearEffects() {
        effects.clear();
        atOnce.clear();
    }
}
