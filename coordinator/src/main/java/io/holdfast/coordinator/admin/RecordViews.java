// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.admin;

import io.holdfast.coordinator.admin.TransactionViews.RecordView;
import io.holdfast.coordinator.model.BeginFacts;
import io.holdfast.coordinator.model.BranchFacts;
import io.holdfast.coordinator.model.Decision;
import io.holdfast.coordinator.model.LogRecord;
import io.holdfast.coordinator.model.LogRecord.AttemptFailed;
import io.holdfast.coordinator.model.LogRecord.Begun;
import io.holdfast.coordinator.model.LogRecord.BranchAcknowledged;
import io.holdfast.coordinator.model.LogRecord.BranchParked;
import io.holdfast.coordinator.model.LogRecord.BranchRegistered;
import io.holdfast.coordinator.model.LogRecord.BranchReported;
import io.holdfast.coordinator.model.LogRecord.Decided;
import io.holdfast.coordinator.model.LogRecord.Finished;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Records of the log as the API shows them. */
final class RecordViews {
    private static final int MAX_CHARS = 4_096;

    private RecordViews() {}

    static RecordView of(LogRecord record) {
        Map<String, Object> detail = new LinkedHashMap<>();
        Long branch = null;
        String kind;
        if (record instanceof Begun begun) {
            kind = "BEGUN";
            begun(begun, detail);
        } else if (record instanceof BranchRegistered registered) {
            kind = "REGISTERED";
            branch = registered.branchId();
            registered(registered.facts(), detail);
        } else if (record instanceof BranchReported reported) {
            kind = "REPORTED";
            branch = reported.branchId();
            detail.put("applicationData", shortened(reported.applicationData()));
        } else if (record instanceof Decided decided) {
            kind = decided.decision() == Decision.COMMIT ? "COMMIT" : "CANCEL";
            decided(decided, detail);
        } else if (record instanceof AttemptFailed failed) {
            kind = "FAILED";
            branch = failed.branchId();
            failed(failed, detail);
        } else if (record instanceof BranchParked parked) {
            kind = "PARKED";
            branch = parked.branchId();
        } else if (record instanceof BranchAcknowledged acknowledged) {
            kind = "ACKNOWLEDGED";
            branch = acknowledged.branchId();
            detail.put("attempts", acknowledged.attempts());
        } else if (record instanceof Finished finished) {
            kind = "FINISHED";
            finished(finished, detail);
        } else {
            kind = record.getClass().getSimpleName();
            detail.put("text", shortened(record.toString()));
        }
        String branchId = branch == null ? null : Long.toString(branch);
        return new RecordView(record.sequence(), Instant.ofEpochMilli(record.atMillis()), kind, branchId, detail);
    }

    private static void begun(Begun begun, Map<String, Object> detail) {
        BeginFacts facts = begun.facts();
        detail.put("name", facts.name());
        detail.put("application", facts.application());
        detail.put("group", facts.group());
        detail.put("timeoutMillis", facts.timeoutMillis());
        detail.put("key", facts.labels().key());
        detail.put("tags", facts.labels().tags());
    }

    private static void registered(BranchFacts facts, Map<String, Object> detail) {
        detail.put("type", facts.type());
        detail.put("resource", facts.resourceId());
        detail.put("application", facts.application());
        detail.put("client", facts.clientId());
        if (facts.applicationData() != null) {
            detail.put("applicationData", shortened(facts.applicationData()));
        }
        if (facts.target() != null) {
            detail.put("name", facts.target().name());
            detail.put("arguments", shortened(facts.target().arguments()));
        }
    }

    private static void decided(Decided decided, Map<String, Object> detail) {
        detail.put("cause", decided.cause());
        List<Map<String, Object>> tried = new ArrayList<>();
        decided.tried().forEach(one -> {
            Map<String, Object> view = new LinkedHashMap<>();
            view.put("branchId", Long.toString(one.branchId()));
            view.put("outcome", one.outcome());
            view.put("text", shortened(one.text()));
            tried.add(view);
        });
        detail.put("tried", tried);
    }

    private static void failed(AttemptFailed failed, Map<String, Object> detail) {
        detail.put("attempt", failed.attempt());
        detail.put("error", failed.error());
        detail.put("nextAttemptAt", Instant.ofEpochMilli(failed.nextAttemptMillis()));
        detail.put("afterPossibleEnd", failed.afterPossibleEnd());
    }

    private static void finished(Finished finished, Map<String, Object> detail) {
        detail.put("decision", finished.decision());
        detail.put("cause", finished.cause());
        List<Map<String, Object>> acknowledged = new ArrayList<>();
        finished.acknowledged()
                .forEach(one -> acknowledged.add(Map.of(
                        "branchId",
                        Long.toString(one.branchId()),
                        "at",
                        Instant.ofEpochMilli(one.atMillis()),
                        "attempts",
                        one.attempts())));
        detail.put("acknowledged", acknowledged);
    }

    static String shortened(String text) {
        return text == null || text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS) + "...";
    }
}
