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
import io.holdfast.coordinator.model.LogRecord.Decided;
import io.holdfast.coordinator.model.LogRecord.Finished;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.model.TransactionStatus;
import io.holdfast.coordinator.port.TransactionFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A transaction that a test has written, as the test knows it.
 *
 * @param parking whether one of its branches was ever parked, or still is
 */
record WrittenTransaction(
        TransactionId id,
        long at,
        String name,
        String application,
        String resource,
        Labels labels,
        TransactionStatus status,
        Parking parking) {
    enum Parking {
        NEVER,
        ONCE,
        NOW
    }

    boolean parked() {
        return parking == Parking.NOW && !status.isFinal() && status != TransactionStatus.TRYING;
    }

    List<LogRecord> records() {
        List<LogRecord> all = new ArrayList<>();
        long branch = id.value() + 1;
        all.add(new Begun(id, at, "10.0.0.1:8091", new BeginFacts(name, application, "", 60_000, labels)));
        BranchFacts facts =
                new BranchFacts(BranchType.TCC, resource, "stock", "stock:1.2.3.4:5", "{\"resource\":\"x\"}");
        all.add(new BranchRegistered(id, 1, at, branch, facts));
        all.add(new BranchRegistered(id, 2, at, branch + 1, facts.withApplicationData(null)));
        if (status == TransactionStatus.TRYING) {
            return all;
        }
        Decision decision = status == TransactionStatus.CONFIRMING || status == TransactionStatus.CONFIRMED
                ? Decision.COMMIT
                : Decision.CANCEL;
        all.add(new Decided(id, all.size(), at, decision, Cause.CALLER));
        List<Acknowledgement> acknowledged = new ArrayList<>(List.of(new Acknowledgement(branch + 1, at, 1, 5)));
        if (parking != Parking.NEVER) {
            all.add(new AttemptFailed(id, all.size(), at, branch, 1, "down", at + 1_000, false, 7));
            all.add(new BranchParked(id, all.size(), at, branch));
        }
        if (parking == Parking.ONCE) {
            all.add(new BranchAcknowledged(id, all.size(), at, branch, 2, 9));
        } else {
            acknowledged.add(new Acknowledgement(branch, at, 2, 11));
        }
        if (status.isFinal()) {
            all.add(new Finished(id, all.size(), at + 7, decision, Cause.CALLER, acknowledged));
        }
        return all;
    }

    boolean fits(TransactionFilter filter) {
        Map<String, String> tags = labels.tags();
        return (filter.id() == null || filter.id().equals(id))
                && (filter.name() == null || filter.name().equals(name))
                && (filter.application() == null || filter.application().equals(application))
                && (filter.participant() == null || filter.participant().equals(resource))
                && (filter.key() == null || filter.key().equals(labels.key()))
                && (filter.tag() == null
                        || filter.tag().value().equals(tags.get(filter.tag().name())))
                && (filter.state() == null || filter.state() == status)
                && (!filter.open() || !status.isFinal())
                && (!filter.parked() || parked())
                && (filter.fromMillis() == null || at >= filter.fromMillis())
                && (filter.toMillis() == null || at <= filter.toMillis());
    }
}
