// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import io.holdfast.coordinator.model.Action;
import io.holdfast.coordinator.model.BranchFacts;
import io.holdfast.coordinator.model.BranchType;
import io.holdfast.coordinator.model.Cause;
import io.holdfast.coordinator.model.Decision;
import io.holdfast.coordinator.model.LogRecord;
import io.holdfast.coordinator.model.LogRecord.Acknowledgement;
import io.holdfast.coordinator.model.LogRecord.AttemptFailed;
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
import io.holdfast.coordinator.model.Tried;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;

/**
 * Turns records into rows of {@code transaction_log} and back. The detail is one flat JSON object; fields that a reader
 * does not know are ignored, so that older coordinators can read what newer ones add. Used by one thread.
 */
final class RecordCodec {
    private static final Pattern BRANCH_ID = Pattern.compile("[0-9]+");

    private final FlatObject out = new FlatObject();

    /** The row of any record but {@code Begun}, which has a table of its own. */
    LogRow toRow(LogRecord record) {
        if (record instanceof BranchRegistered registered) {
            return row(record, "REGISTERED", registered.branchId(), detail(registered.facts()));
        }
        if (record instanceof BranchReported reported) {
            return row(record, "REPORTED", reported.branchId(), detail("data", reported.applicationData()));
        }
        if (record instanceof Decided decided) {
            return row(record, decided.decision() == Decision.COMMIT ? "COMMIT" : "CANCEL", null, detail(decided));
        }
        if (record instanceof AttemptFailed failed) {
            return row(record, "FAILED", failed.branchId(), detail(failed));
        }
        if (record instanceof BranchParked parked) {
            return row(record, "PARKED", parked.branchId(), null);
        }
        if (record instanceof BranchResumed resumed) {
            return row(record, "RESUMED", resumed.branchId(), null);
        }
        if (record instanceof BranchAcknowledged acknowledged) {
            return row(record, "ACKNOWLEDGED", acknowledged.branchId(), detail(acknowledged));
        }
        if (record instanceof OperatorActed acted) {
            Operation operation = acted.operation();
            Long branch = operation.isAboutEveryBranch() ? null : operation.branchId();
            return row(record, "OPERATOR", branch, detail(operation, acted.proposed()));
        }
        if (record instanceof Finished finished) {
            return row(record, "FINISHED", null, detail(finished));
        }
        throw new IllegalArgumentException("not a record of transaction_log: " + record);
    }

    /** @throws BadRecord if the row is not one that {@link #toRow} could have made */
    LogRecord toRecord(LogRow row) throws BadRecord {
        TransactionId id = new TransactionId(row.transactionId());
        int seq = row.sequence();
        long at = row.atMillis();
        try {
            Map<String, String> detail = FlatObject.read(row.detail());
            return switch (row.kind()) {
                case "REGISTERED" -> new BranchRegistered(id, seq, at, branch(row), facts(detail));
                case "REPORTED" -> new BranchReported(id, seq, at, branch(row), detail.get("data"));
                case "COMMIT" -> decided(id, row, Decision.COMMIT, detail);
                case "CANCEL" -> decided(id, row, Decision.CANCEL, detail);
                case "FAILED" -> failed(id, row, detail);
                case "PARKED" -> new BranchParked(id, seq, at, branch(row));
                case "RESUMED" -> new BranchResumed(id, seq, at, branch(row));
                case "ACKNOWLEDGED" ->
                    new BranchAcknowledged(
                            id,
                            seq,
                            at,
                            branch(row),
                            Integer.parseInt(detail.get("attempts")),
                            Durations.at(0, Durations.read(detail)));
                case "OPERATOR" ->
                    new OperatorActed(
                            id, seq, at, operation(row, detail), Boolean.parseBoolean(detail.get("proposed")));
                case "FINISHED" ->
                    new Finished(
                            id,
                            seq,
                            at,
                            Decision.valueOf(detail.get("decision")),
                            Cause.valueOf(detail.get("cause")),
                            acknowledgements(detail));
                default ->
                    throw new BadRecord("its kind is unknown: " + row.kind() + " (was it written by a newer version?)");
            };
        } catch (JacksonException | IllegalArgumentException | NullPointerException unreadable) {
            throw new BadRecord("its detail cannot be read: " + unreadable.getMessage());
        }
    }

    private static LogRow row(LogRecord record, String kind, Long branchId, String detail) {
        return LogRow.checked(
                record.transaction().value(), record.sequence(), record.atMillis(), kind, branchId, detail);
    }

    private static long branch(LogRow row) throws BadRecord {
        if (row.branchId() == null) {
            throw new BadRecord("it names no branch");
        }
        return row.branchId();
    }

    /** What stands in the detail of every branch of a resource, and of no other. */
    static String resourceField(String resource) {
        String alone = new FlatObject().begin().with("resource", resource).end();
        return alone.substring(1, alone.length() - 1);
    }

    private String detail(BranchFacts facts) {
        out.begin()
                .with("type", facts.type().name())
                .with("resource", facts.resourceId())
                .with("application", facts.application())
                .with("client", facts.clientId());
        if (facts.applicationData() != null) {
            out.with("data", facts.applicationData());
        }
        if (facts.target() != null) {
            TargetCodec.write(facts.target(), out);
        }
        return out.end();
    }

    private static BranchFacts facts(Map<String, String> detail) {
        return new BranchFacts(
                BranchType.valueOf(detail.get("type")),
                detail.get("resource"),
                detail.get("application"),
                detail.get("client"),
                detail.get("data"),
                TargetCodec.read(detail));
    }

    /** The cause, then per branch what became of its Try, then in the same order how long that took. */
    private String detail(Decided decided) {
        out.begin().with("cause", decided.cause().name());
        Durations durations = new Durations();
        for (Tried one : decided.tried()) {
            String text = one.text() == null ? "" : " " + one.text();
            out.with(Long.toString(one.branchId()), one.outcome().name() + text);
            durations.add(one.durationMillis());
        }
        return durations.writeTo(out).end();
    }

    private static Decided decided(TransactionId id, LogRow row, Decision decision, Map<String, String> detail) {
        List<Tried> tried = new ArrayList<>(detail.size());
        long[] durations = Durations.read(detail);
        for (Map.Entry<String, String> field : detail.entrySet()) {
            if (BRANCH_ID.matcher(field.getKey()).matches()) {
                String[] outcomeAndText = field.getValue().split(" ", 2);
                String text = outcomeAndText.length == 1 ? null : outcomeAndText[1];
                Tried.Outcome outcome = Tried.Outcome.valueOf(outcomeAndText[0]);
                long duration = Durations.at(tried.size(), durations);
                tried.add(new Tried(Long.parseLong(field.getKey()), outcome, text, duration));
            }
        }
        return new Decided(id, row.sequence(), row.atMillis(), decision, Cause.valueOf(detail.get("cause")), tried);
    }

    private static AttemptFailed failed(TransactionId id, LogRow row, Map<String, String> detail) throws BadRecord {
        return new AttemptFailed(
                id,
                row.sequence(),
                row.atMillis(),
                branch(row),
                Integer.parseInt(detail.get("attempt")),
                detail.get("error"),
                Long.parseLong(detail.get("next")),
                Boolean.parseBoolean(detail.get("afterPossibleEnd")),
                Durations.at(0, Durations.read(detail)));
    }

    private String detail(AttemptFailed failed) {
        out.begin()
                .with("attempt", failed.attempt())
                .with("error", failed.error())
                .with("next", failed.nextAttemptMillis());
        if (failed.afterPossibleEnd()) {
            out.with("afterPossibleEnd", "true");
        }
        return new Durations().add(failed.durationMillis()).writeTo(out).end();
    }

    private String detail(BranchAcknowledged acknowledged) {
        out.begin().with("attempts", Integer.toString(acknowledged.attempts()));
        return new Durations().add(acknowledged.durationMillis()).writeTo(out).end();
    }

    private String detail(Operation operation, boolean proposed) {
        out.begin()
                .with("action", operation.action().name())
                .with("operator", operation.operator())
                .with("reason", operation.reason());
        if (proposed) {
            out.with("proposed", "true");
        }
        return out.end();
    }

    private static Operation operation(LogRow row, Map<String, String> detail) {
        long branch = row.branchId() == null ? Operation.EVERY_BRANCH : row.branchId();
        return new Operation(
                Action.valueOf(detail.get("action")), branch, detail.get("operator"), detail.get("reason"));
    }

    private String detail(String name, String value) {
        return out.begin().with(name, value).end();
    }

    /**
     * The outcome, then per branch when it acknowledged and after how many calls, then in the same order how long the last of
     * them took.
     */
    private String detail(Finished finished) {
        out.begin()
                .with("decision", finished.decision().name())
                .with("cause", finished.cause().name());
        Durations durations = new Durations();
        for (Acknowledgement one : finished.acknowledged()) {
            out.with(Long.toString(one.branchId()), one.atMillis() + " " + one.attempts());
            durations.add(one.durationMillis());
        }
        return durations.writeTo(out).end();
    }

    private static List<Acknowledgement> acknowledgements(Map<String, String> detail) throws BadRecord {
        List<Acknowledgement> acknowledged = new ArrayList<>(detail.size());
        long[] durations = Durations.read(detail);
        for (Map.Entry<String, String> field : detail.entrySet()) {
            if (!BRANCH_ID.matcher(field.getKey()).matches()) {
                continue;
            }
            String[] whenAndAttempts = field.getValue().split(" ", -1);
            if (whenAndAttempts.length != 2) {
                throw new BadRecord("its acknowledgement of branch " + field.getKey() + " cannot be read");
            }
            acknowledged.add(new Acknowledgement(
                    Long.parseLong(field.getKey()),
                    Long.parseLong(whenAndAttempts[0]),
                    Integer.parseInt(whenAndAttempts[1]),
                    Durations.at(acknowledged.size(), durations)));
        }
        return acknowledged;
    }
}
