// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import io.holdfast.coordinator.model.BeginFacts;
import io.holdfast.coordinator.model.BranchFacts;
import io.holdfast.coordinator.model.BranchType;
import io.holdfast.coordinator.model.Cause;
import io.holdfast.coordinator.model.Decision;
import io.holdfast.coordinator.model.Labels;
import io.holdfast.coordinator.model.LogRecord;
import io.holdfast.coordinator.model.LogRecord.Acknowledgement;
import io.holdfast.coordinator.model.LogRecord.AttemptFailed;
import io.holdfast.coordinator.model.LogRecord.Begun;
import io.holdfast.coordinator.model.LogRecord.BranchAcknowledged;
import io.holdfast.coordinator.model.LogRecord.BranchParked;
import io.holdfast.coordinator.model.LogRecord.BranchRegistered;
import io.holdfast.coordinator.model.LogRecord.BranchReported;
import io.holdfast.coordinator.model.LogRecord.Decided;
import io.holdfast.coordinator.model.LogRecord.Finished;
import io.holdfast.coordinator.model.Target;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.model.Tried;
import java.util.ArrayList;
import java.util.List;

/** The records of one transaction, one after the other. */
final class Records {
    static final long AT = 1_700_000_000_000L;

    final TransactionId id;
    private final List<LogRecord> records = new ArrayList<>();

    Records(TransactionId id) {
        this.id = id;
    }

    static Records of(int lane, long counter) {
        return new Records(TransactionId.of(lane, 1, counter));
    }

    private int next() {
        return records.size();
    }

    private Records add(LogRecord record) {
        records.add(record);
        return this;
    }

    Records begun() {
        return begun("place-order");
    }

    Records begun(String text) {
        return add(new Begun(id, AT, "10.0.0.1:8091", new BeginFacts(text, "shop" + text, text, 60_000)));
    }

    Records submitted(Labels labels) {
        return add(new Begun(id, AT, "10.0.0.1:8091", new BeginFacts("place-order", "shop", "", 60_000, labels)));
    }

    Records registered(long branch, Target target) {
        return add(new BranchRegistered(id, next(), AT + next(), branch, BranchFacts.of(target, "shop")));
    }

    Records tried(Decision decision, Cause cause, Tried... tried) {
        return add(new Decided(id, next(), AT + next(), decision, cause, List.of(tried)));
    }

    Records registered(long branch) {
        return registered(branch, BranchType.TCC, "stock", "{}");
    }

    Records registered(long branch, BranchType type, String text, String data) {
        return add(new BranchRegistered(
                id, next(), AT + next(), branch, new BranchFacts(type, text, text, text + ":1.2.3.4:5", data)));
    }

    Records reported(long branch, String data) {
        return add(new BranchReported(id, next(), AT + next(), branch, data));
    }

    Records decided(Decision decision, Cause cause) {
        return add(new Decided(id, next(), AT + next(), decision, cause));
    }

    Records failed(long branch, String error) {
        return add(new AttemptFailed(
                id, next(), AT + next(), branch, Integer.MAX_VALUE, error, Long.MAX_VALUE, false, Long.MAX_VALUE));
    }

    Records parked(long branch) {
        return add(new BranchParked(id, next(), AT + next(), branch));
    }

    Records acknowledged(long branch) {
        return add(new BranchAcknowledged(id, next(), AT + next(), branch, 17, LogRecord.UNKNOWN_DURATION));
    }

    Records finished(Decision decision, Cause cause, long... branches) {
        List<Acknowledgement> acknowledgements = new ArrayList<>();
        for (long branch : branches) {
            acknowledgements.add(new Acknowledgement(branch, AT + branch, 1, 3));
        }
        return add(new Finished(id, next(), AT + next(), decision, cause, acknowledgements));
    }

    List<LogRecord> all() {
        return List.copyOf(records);
    }

    List<LogRecord> from(int first) {
        return List.copyOf(records.subList(first, records.size()));
    }
}
