// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.admin;

import io.holdfast.coordinator.admin.TransactionViews.RecordView;
import io.holdfast.coordinator.model.BeginFacts;
import io.holdfast.coordinator.model.BranchFacts;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Records of the log as the API shows them. */
final class RecordViews {
    private static final int MAX_CHARS = 4_096;

    private RecordViews() {}

    /** @param node the process that wrote it; null if it is not known */
    static RecordView of(LogRecord record, String node) {
        Map<String, Object> detail = new LinkedHashMap<>();
        String kind = kind(record, detail);
        Long branch = branch(record);
        String branchId = branch == null ? null : Long.toString(branch);
        return new RecordView(record.sequence(), Instant.ofEpochMilli(record.atMillis()), kind, branchId, node, detail);
    }

    private static String kind(LogRecord record, Map<String, Object> detail) {
        if (record instanceof Begun begun) {
            begun(begun, detail);
            return "BEGUN";
        } else if (record instanceof BranchRegistered registered) {
            registered(registered.facts(), detail);
            return "REGISTERED";
        } else if (record instanceof BranchReported reported) {
            detail.put("applicationData", shortened(reported.applicationData()));
            return "REPORTED";
        } else if (record instanceof Decided decided) {
            decided(decided, detail);
            return decided.decision().name();
        } else if (record instanceof AttemptFailed failed) {
            failed(failed, detail);
            return "FAILED";
        } else if (record instanceof BranchParked) {
            return "PARKED";
        } else if (record instanceof BranchResumed) {
            return "RESUMED";
        } else if (record instanceof BranchAcknowledged acknowledged) {
            detail.put("attempts", acknowledged.attempts());
            detail.put("durationMillis", duration(acknowledged.durationMillis()));
            return "ACKNOWLEDGED";
        } else if (record instanceof OperatorActed acted) {
            acted(acted, detail);
            return "OPERATOR";
        }
        finished((Finished) record, detail);
        return "FINISHED";
    }

    /** Null if it is about no branch, or about every one. */
    private static Long branch(LogRecord record) {
        if (record instanceof BranchRegistered registered) {
            return registered.branchId();
        } else if (record instanceof BranchReported reported) {
            return reported.branchId();
        } else if (record instanceof AttemptFailed failed) {
            return failed.branchId();
        } else if (record instanceof BranchParked parked) {
            return parked.branchId();
        } else if (record instanceof BranchResumed resumed) {
            return resumed.branchId();
        } else if (record instanceof BranchAcknowledged acknowledged) {
            return acknowledged.branchId();
        } else if (record instanceof OperatorActed acted && !acted.operation().isAboutEveryBranch()) {
            return acted.operation().branchId();
        }
        return null;
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
            view.put("durationMillis", duration(one.durationMillis()));
            tried.add(view);
        });
        detail.put("tried", tried);
    }

    private static void failed(AttemptFailed failed, Map<String, Object> detail) {
        detail.put("attempt", failed.attempt());
        detail.put("error", failed.error());
        detail.put("durationMillis", duration(failed.durationMillis()));
        detail.put("nextAttemptAt", Instant.ofEpochMilli(failed.nextAttemptMillis()));
        detail.put("afterPossibleEnd", failed.afterPossibleEnd());
    }

    private static void acted(OperatorActed acted, Map<String, Object> detail) {
        detail.put("action", acted.operation().action());
        detail.put("operator", acted.operation().operator());
        detail.put("reason", acted.operation().reason());
        detail.put("proposed", acted.proposed());
    }

    private static void finished(Finished finished, Map<String, Object> detail) {
        detail.put("decision", finished.decision());
        detail.put("cause", finished.cause());
        List<Map<String, Object>> acknowledged = new ArrayList<>();
        finished.acknowledged().forEach(one -> {
            Map<String, Object> view = new LinkedHashMap<>();
            view.put("branchId", Long.toString(one.branchId()));
            view.put("at", Instant.ofEpochMilli(one.atMillis()));
            view.put("attempts", one.attempts());
            view.put("durationMillis", duration(one.durationMillis()));
            acknowledged.add(view);
        });
        detail.put("acknowledged", acknowledged);
    }

    private static Long duration(long millis) {
        return millis == LogRecord.UNKNOWN_DURATION ? null : millis;
    }

    static String shortened(String text) {
        return text == null || text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS) + "...";
    }
}
