// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import io.holdfast.coordinator.port.TransactionFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The statement that reads a piece of one lane for a search, newest first: each row that may be met, and whether it is.
 * Rows that are not are read too, so that a search knows how far it has come, and what it costs.
 *
 * <p>Where to look follows from the filter: the few rows of a key or a tag, those that are not finished, else all.
 */
final class Candidates {
    private enum Slot {
        LOWEST,
        HIGHEST,
        LIMIT
    }

    private static final String DECIDED =
            "EXISTS (SELECT 1 FROM transaction_log AS d WHERE d.tx_id = t.tx_id AND d.kind ";
    /** A branch is parked until it is resumed, or has acknowledged. */
    static final String PARKED =
            "EXISTS (SELECT 1 FROM transaction_log AS p WHERE p.tx_id = t.tx_id AND p.kind = 'PARKED'"
                    + " AND NOT EXISTS (SELECT 1 FROM transaction_log AS a WHERE a.tx_id = p.tx_id"
                    + " AND a.branch_id = p.branch_id AND a.seq > p.seq AND a.kind IN ('ACKNOWLEDGED', 'RESUMED')))";

    private final StringBuilder condition = new StringBuilder();
    private final List<String> parts = new ArrayList<>();
    private final List<Object> conditionValues = new ArrayList<>();
    private final List<Object> sourceValues = new ArrayList<>();
    /** Whether the rows can be read from the table of transactions in one go. */
    private boolean isPlain;

    private Candidates() {}

    /** All that a filter without a text says. */
    static Candidates of(TransactionFilter filter) {
        Candidates candidates = new Candidates();
        if (filter.id() != null) {
            candidates.from("global_transaction", "t.tx_id = ?", filter.id().value());
        } else if (filter.key() != null) {
            candidates.from("global_transaction", "t.idempotency_key = ?", filter.key());
        } else if (filter.tag() != null) {
            candidates.from(
                    "transaction_tag",
                    "t.name = ? AND t.value = ?",
                    filter.tag().name(),
                    filter.tag().value());
        } else if (filter.wantsOpen()) {
            candidates.from("global_transaction", "t.finished_at IS NULL");
        } else {
            candidates.from("global_transaction", "");
        }
        return candidates.where(filter);
    }

    /** What has a text as its id, its key, or the value of a tag of one of these names, and all else that a filter says. */
    static Candidates of(TransactionFilter filter, List<Long> ids, List<String> tagNames) {
        Candidates candidates = new Candidates();
        ids.forEach(id -> candidates.from("global_transaction", "t.tx_id = ?", id));
        tagNames.forEach(name -> candidates.from("transaction_tag", "t.name = ? AND t.value = ?", name, filter.text()));
        return candidates.where(filter);
    }

    /** Names that begin with a filter's text, and all else that the filter says. */
    static Candidates ofNames(TransactionFilter filter) {
        int length = filter.text().codePointCount(0, filter.text().length());
        return of(filter).and("substr(t.name, 1, ?) = ?", (long) length, filter.text());
    }

    private void from(String table, String restriction, Object... values) {
        String part = " FROM " + table + " AS t WHERE " + restriction + (restriction.isEmpty() ? "" : " AND ")
                + "t.tx_id BETWEEN ? AND ? ORDER BY t.tx_id DESC LIMIT ?";
        isPlain = parts.isEmpty() && table.equals("global_transaction");
        parts.add(part);
        sourceValues.addAll(List.of(values));
        sourceValues.addAll(List.of(Slot.LOWEST, Slot.HIGHEST, Slot.LIMIT));
    }

    private Candidates where(TransactionFilter filter) {
        ifGiven(filter.name(), "t.name = ?");
        ifGiven(filter.application(), "t.application = ?");
        ifGiven(filter.key(), "t.idempotency_key = ?");
        if (filter.id() != null) {
            and("t.tx_id = ?", filter.id().value());
        }
        if (filter.tag() != null) {
            and(
                    "EXISTS (SELECT 1 FROM transaction_tag AS g WHERE g.name = ? AND g.value = ? AND g.tx_id = t.tx_id)",
                    filter.tag().name(),
                    filter.tag().value());
        }
        if (filter.participant() != null) {
            and(
                    "EXISTS (SELECT 1 FROM transaction_log AS l WHERE l.tx_id = t.tx_id AND l.kind = 'REGISTERED'"
                            + " AND instr(l.detail, ?) > 0)",
                    RecordCodec.resourceField(filter.participant()));
        }
        if (filter.wantsOpen()) {
            and("t.finished_at IS NULL");
        }
        if (filter.parked()) {
            and(PARKED);
        }
        if (filter.state() != null) {
            switch (filter.state()) {
                case TRYING -> and("NOT " + DECIDED + "IN ('COMMIT', 'CANCEL'))");
                case CONFIRMING -> and(DECIDED + "= 'COMMIT')");
                case CANCELLING -> and(DECIDED + "= 'CANCEL')");
                case CONFIRMED, CANCELLED -> and("t.status = ?", filter.state().name());
            }
        }
        return this;
    }

    private void ifGiven(String value, String restriction) {
        if (value != null) {
            and(restriction, value);
        }
    }

    private Candidates and(String restriction, Object... values) {
        condition.append(condition.isEmpty() ? "" : " AND ").append(restriction);
        conditionValues.addAll(List.of(values));
        return this;
    }

    /** Columns: id, begin, whether it is met. */
    String sql() {
        String columns = "SELECT t.tx_id, t.begun_at, " + (condition.isEmpty() ? "1" : "(" + condition + ")");
        if (isPlain) {
            return columns + parts.get(0);
        }
        // A part that is cut at a limit is worked out by itself, by its index, and before the rest.
        String source = parts.stream()
                .map(part -> "SELECT tx_id FROM (SELECT t.tx_id" + part + ") AS part")
                .collect(Collectors.joining(" UNION "));
        return columns + " FROM (" + source
                + ") AS s JOIN global_transaction AS t ON t.tx_id = s.tx_id ORDER BY t.tx_id DESC LIMIT ?";
    }

    /** In the order of {@link #sql}, for a piece of a lane. */
    List<Object> values(long lowest, long highest, long limit) {
        List<Object> values = new ArrayList<>(conditionValues);
        for (Object value : sourceValues) {
            values.add(value instanceof Slot slot ? filled(slot, lowest, highest, limit) : value);
        }
        if (!isPlain) {
            values.add(limit);
        }
        return values;
    }

    private static Object filled(Slot slot, long lowest, long highest, long limit) {
        return switch (slot) {
            case LOWEST -> lowest;
            case HIGHEST -> highest;
            case LIMIT -> limit;
        };
    }
}
