// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import io.holdfast.coordinator.model.BeginFacts;
import io.holdfast.coordinator.model.Cause;
import io.holdfast.coordinator.model.Labels;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.model.TransactionStatus;
import io.holdfast.coordinator.model.Xid;
import io.holdfast.coordinator.port.TransactionSummary;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;

/**
 * Reads what a list says of transactions. A damaged row is shown as well as it can be: whoever looks at its history is told.
 */
final class SummaryReader {
    private static final String SUMMARIES =
            "SELECT t.tx_id, t.address, t.name, t.application, t.tx_group, t.timeout_ms,"
                    + " t.begun_at, t.idempotency_key, t.labels, t.status, t.cause, t.finished_at, "
                    + "CASE WHEN t.finished_at IS NULL AND " + Candidates.PARKED + " THEN 1 ELSE 0 END"
                    + " FROM global_transaction AS t WHERE t.tx_id IN ";
    private static final String DECISIONS =
            "SELECT tx_id, kind, detail FROM transaction_log WHERE kind IN ('COMMIT', 'CANCEL') AND tx_id IN ";

    private record Decision(TransactionStatus status, Cause cause) {}

    private final Connection on;

    SummaryReader(Connection on) {
        this.on = on;
    }

    /** In the order of the ids. */
    List<TransactionSummary> read(List<Long> ids) throws SQLException {
        if (ids.isEmpty()) {
            return List.of();
        }
        Map<Long, TransactionSummary> found = new HashMap<>();
        List<Long> open = new ArrayList<>();
        try (PreparedStatement read = ask(SUMMARIES, ids);
                ResultSet rows = read.executeQuery()) {
            while (rows.next()) {
                TransactionSummary summary = summary(rows);
                long id = summary.xid().id().value();
                found.put(id, summary);
                if (summary.finishedAtMillis() == null) {
                    open.add(id);
                }
            }
        }
        decisions(open).forEach((id, decision) -> found.computeIfPresent(id, (same, read) -> decided(read, decision)));
        return ids.stream().map(found::get).filter(one -> one != null).toList();
    }

    private PreparedStatement ask(String question, List<Long> ids) throws SQLException {
        PreparedStatement asked =
                on.prepareStatement(question + '(' + String.join(", ", Collections.nCopies(ids.size(), "?")) + ')');
        for (int i = 0; i < ids.size(); i++) {
            asked.setLong(i + 1, ids.get(i));
        }
        return asked;
    }

    private Map<Long, Decision> decisions(List<Long> ids) throws SQLException {
        Map<Long, Decision> decisions = new HashMap<>();
        if (ids.isEmpty()) {
            return decisions;
        }
        try (PreparedStatement read = ask(DECISIONS, ids);
                ResultSet rows = read.executeQuery()) {
            while (rows.next()) {
                TransactionStatus status = rows.getString(2).equals("COMMIT")
                        ? TransactionStatus.CONFIRMING
                        : TransactionStatus.CANCELLING;
                decisions.put(rows.getLong(1), new Decision(status, cause(rows.getString(3))));
            }
        }
        return decisions;
    }

    private static Cause cause(String detail) {
        try {
            return constant(Cause.class, FlatObject.read(detail).get("cause"), null);
        } catch (JacksonException damaged) {
            return null;
        }
    }

    private static TransactionSummary decided(TransactionSummary open, Decision decision) {
        return new TransactionSummary(
                open.xid(),
                open.facts(),
                open.begunAtMillis(),
                decision.status(),
                decision.cause(),
                null,
                open.parked());
    }

    private static TransactionSummary summary(ResultSet row) throws SQLException {
        long finishedAt = row.getLong(12);
        Long finished = row.wasNull() ? null : finishedAt;
        return new TransactionSummary(
                new Xid(row.getString(2), new TransactionId(row.getLong(1))),
                new BeginFacts(
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        row.getLong(6),
                        labels(row.getString(8), row.getString(9))),
                row.getLong(7),
                constant(TransactionStatus.class, row.getString(10), TransactionStatus.TRYING),
                constant(Cause.class, row.getString(11), null),
                finished,
                row.getInt(13) != 0);
    }

    private static Labels labels(String key, String text) {
        try {
            return LabelsCodec.read(key, text);
        } catch (BadRecord damaged) {
            return Labels.NONE;
        }
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String name, E otherwise) {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(name)) {
                return constant;
            }
        }
        return otherwise;
    }
}
