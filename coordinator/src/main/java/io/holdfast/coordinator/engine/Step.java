// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.engine;

import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.BranchCall;
import io.holdfast.coordinator.model.Input.AboutTransaction;
import io.holdfast.coordinator.model.LogRecord;
import io.holdfast.coordinator.model.ReplyTo;
import java.util.ArrayList;
import java.util.List;

/**
 * What one batch of inputs came to: records in their order, and the effects that wait for them. Filled by the engine,
 * emptied by the lane, reused from batch to batch.
 */
public final class Step {
    private final List<LogRecord> records = new ArrayList<>();
    private final List<Effect> effects = new ArrayList<>();
    private boolean mustBeDurable;
    private long nowMillis;

    /** A record that an effect of this step rests on. */
    void append(LogRecord record) {
        records.add(record);
        mustBeDurable = true;
    }

    /** A record that may ride along with a later batch: losing it costs a repeated call, nothing else. */
    void appendLazily(LogRecord record) {
        records.add(record);
    }

    void reply(ReplyTo to, Answer answer) {
        effects.add(new Effect.Reply(to, answer));
    }

    /** An effect of this step tells what lazy records say, which makes them due now (I6). */
    void makeDurable() {
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
        return records.size() + effects.size();
    }

    public List<LogRecord> records() {
        return records;
    }

    public List<Effect> effects() {
        return effects;
    }

    /** Whether the effects have to wait until all records are durable; otherwise the records may wait for company. */
    public boolean mustBeDurable() {
        return mustBeDurable;
    }

    public void clearRecords() {
        records.clear();
        mustBeDurable = false;
    }

    public void clearEffects() {
        effects.clear();
    }
}
