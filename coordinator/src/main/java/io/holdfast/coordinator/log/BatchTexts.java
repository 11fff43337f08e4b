// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import io.holdfast.coordinator.model.BeginFacts;
import io.holdfast.coordinator.model.Cause;
import io.holdfast.coordinator.model.Labels;
import io.holdfast.coordinator.model.LogRecord.Begun;
import io.holdfast.coordinator.model.LogRecord.Finished;
import io.holdfast.coordinator.model.TransactionStatus;
import io.holdfast.coordinator.port.LogFailure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;

/**
 * Everything in one text of a few statements, whatever the number of rows and lanes, the commit included: for a server,
 * where each journey costs more than the work at its end. What does not fit into one text goes into the next, in the same
 * transaction.
 *
 * <p>A server ends such a text at the first statement that fails
 * (https://dev.mysql.com/doc/c-api/8.0/en/c-api-multiple-queries.html). So whatever forbids the commit has to be an error, in
 * every mode of the server, and each of these has one of its own: a lane that is somebody else's by now leaves the range of
 * numbers, a transaction that is not there for its end makes a value out of two rows.
 */
final class BatchTexts implements BatchWriter {
    /** Of at most four bytes each, half of the smallest limit that a server has by itself (4 MiB). */
    private static final int MOST_CHARS = 500_000;

    private static final int CHARS_OF_NUMBERS = 100;
    /** The server goes through a CASE from the top for each row. */
    private static final int MOST_CASES = 100;

    private static final int OUT_OF_RANGE = 1690;
    private static final int SEVERAL_ROWS = 1242;

    private final Connection connection;
    private final LogPlace place;
    private final LongSupplier clock;

    BatchTexts(Connection connection, LogPlace place, LongSupplier clock) {
        this.connection = connection;
        this.place = place;
        this.clock = clock;
    }

    /**
     * One statement of a text.
     *
     * @param rows how many it has to change
     */
    private record Piece(String sql, int rows, int chars, Values values) {}

    /** Returns the next parameter's place. */
    private interface Values {
        int bind(PreparedStatement statement, int from) throws SQLException;
    }

    private interface Row<T> {
        int bind(PreparedStatement statement, int from, T row) throws SQLException;
    }

    private record Tag(Map.Entry<String, String> tag, Begun begun) {
        int chars() {
            return CHARS_OF_NUMBERS + tag.getKey().length() + tag.getValue().length();
        }

        static int bind(PreparedStatement statement, int from, Tag tag) throws SQLException {
            return LogColumns.bind(statement, from, tag.tag, tag.begun);
        }
    }

    private record End(TransactionStatus status, Cause cause) {}

    @Override
    public boolean write(List<LaneBatch> batches) throws SQLException, LogFailure {
        List<Piece> text = new ArrayList<>();
        int chars = 0;
        for (Piece piece : pieces(batches)) {
            if (chars + piece.chars > MOST_CHARS) {
                if (!isDone(text, "")) {
                    return false;
                }
                text.clear();
                chars = 0;
            }
            text.add(piece);
            chars += piece.chars;
        }
        return isDone(text, ";COMMIT");
    }

    private boolean isDone(List<Piece> text, String end) throws SQLException, LogFailure {
        StringJoiner sql = new StringJoiner(";", "", end);
        text.forEach(piece -> sql.add(piece.sql));
        try (PreparedStatement statement = connection.prepareStatement(sql.toString())) {
            int at = 1;
            for (Piece piece : text) {
                at = piece.values.bind(statement, at);
            }
            statement.execute();
            for (Piece piece : text) {
                int changed = statement.getUpdateCount();
                if (changed != piece.rows) {
                    throw LogColumns.changed(place, changed, piece.rows);
                }
                statement.getMoreResults();
            }
        } catch (SQLException failure) {
            if (failure.getErrorCode() == OUT_OF_RANGE) {
                return false;
            }
            if (failure.getErrorCode() == SEVERAL_ROWS) {
                throw new LogFailure("the log " + place.describe()
                        + " has not every transaction whose end was to be written: has somebody else written to it?");
            }
            throw failure;
        }
        return true;
    }

    private Piece proof(List<LaneBatch> batches) {
        String is = " CASE lane_id" + " WHEN ? THEN ?".repeat(batches.size()) + " END";
        String sql = "UPDATE lane SET heartbeat = ?, batches =" + is + ", open_transactions =" + is + ", open_records ="
                + is + ", epoch = IF(epoch =" + is + ", epoch, " + Long.MAX_VALUE
                + " + (lane_id + 1)) WHERE lane_id IN "
                + places(batches.size());
        return new Piece(sql, batches.size(), CHARS_OF_NUMBERS * batches.size(), (statement, from) -> {
            statement.setLong(from, clock.getAsLong());
            int at = from + 1;
            at = bindCase(statement, at, batches, batch -> batch.after().batches());
            at = bindCase(statement, at, batches, batch -> batch.after().openTransactions());
            at = bindCase(statement, at, batches, batch -> batch.after().openRecords());
            at = bindCase(statement, at, batches, LaneBatch::epoch);
            for (LaneBatch batch : batches) {
                statement.setInt(at++, batch.lane());
            }
            return at;
        });
    }

    private interface Figure {
        long of(LaneBatch batch);
    }

    private static int bindCase(PreparedStatement statement, int from, List<LaneBatch> batches, Figure figure)
            throws SQLException {
        int at = from;
        for (LaneBatch batch : batches) {
            statement.setInt(at++, batch.lane());
            statement.setLong(at++, figure.of(batch));
        }
        return at;
    }

    private List<Piece> pieces(List<LaneBatch> batches) {
        List<Begun> begun = new ArrayList<>();
        List<Tag> tags = new ArrayList<>();
        List<LogRow> rows = new ArrayList<>();
        Map<End, List<Finished>> ends = new LinkedHashMap<>();
        for (LaneBatch batch : batches) {
            begun.addAll(batch.begun());
            rows.addAll(batch.rows());
            for (Begun one : batch.begun()) {
                one.facts().labels().tags().entrySet().forEach(tag -> tags.add(new Tag(tag, one)));
            }
            for (Finished one : batch.finished()) {
                End end = new End(TransactionStatus.after(one.decision()), one.cause());
                ends.computeIfAbsent(end, kind -> new ArrayList<>()).add(one);
            }
        }
        List<Piece> pieces = new ArrayList<>();
        pieces.add(proof(batches));
        insert(LogColumns.INTO_TRANSACTION, LogColumns.TRANSACTION, begun, BatchTexts::chars, LogColumns::bind, pieces);
        insert(LogColumns.INTO_TAG, LogColumns.TAG, tags, Tag::chars, Tag::bind, pieces);
        insert(LogColumns.INTO_LOG, LogColumns.LOG, rows, BatchTexts::chars, LogColumns::bind, pieces);
        ends.forEach((end, all) -> {
            for (int from = 0; from < all.size(); from += MOST_CASES) {
                List<Finished> some = all.subList(from, Math.min(all.size(), from + MOST_CASES));
                pieces.add(finish(end, some));
                pieces.add(found(some.size(), batches.get(0).lane()));
            }
        });
        return pieces;
    }

    private static int chars(Begun begun) {
        BeginFacts facts = begun.facts();
        Labels labels = facts.labels();
        int tags = 0;
        for (Map.Entry<String, String> tag : labels.tags().entrySet()) {
            tags += CHARS_OF_NUMBERS + tag.getKey().length() + tag.getValue().length();
        }
        return CHARS_OF_NUMBERS
                + begun.address().length()
                + facts.name().length()
                + facts.application().length()
                + facts.group().length()
                + tags;
    }

    private static int chars(LogRow row) {
        return CHARS_OF_NUMBERS + (row.detail() == null ? 0 : row.detail().length());
    }

    /** As many statements as it takes for each to fit into a text. */
    private static <T> void insert(
            String into, String places, List<T> rows, ToIntFunction<T> size, Row<T> binding, List<Piece> pieces) {
        int first = 0;
        while (first < rows.size()) {
            int end = first;
            int chars = 0;
            while (end < rows.size() && (end == first || chars + size.applyAsInt(rows.get(end)) <= MOST_CHARS)) {
                chars += size.applyAsInt(rows.get(end++));
            }
            pieces.add(insert(into, places, rows.subList(first, end), chars, binding));
            first = end;
        }
    }

    private static <T> Piece insert(String into, String places, List<T> rows, int chars, Row<T> binding) {
        String sql = into + places + (", " + places).repeat(rows.size() - 1);
        return new Piece(sql, rows.size(), chars, (statement, from) -> {
            int at = from;
            for (T row : rows) {
                at = binding.bind(statement, at, row);
            }
            return at;
        });
    }

    private static Piece finish(End end, List<Finished> all) {
        String sql = "UPDATE global_transaction SET status = ?, cause = ?, finished_at = CASE tx_id"
                + " WHEN ? THEN ?".repeat(all.size()) + " END WHERE tx_id IN " + places(all.size());
        return new Piece(sql, all.size(), CHARS_OF_NUMBERS * all.size(), (statement, from) -> {
            int at = from;
            statement.setString(at++, end.status.name());
            statement.setString(at++, end.cause.name());
            for (Finished one : all) {
                statement.setLong(at++, one.transaction().value());
                statement.setLong(at++, one.atMillis());
            }
            for (Finished one : all) {
                statement.setLong(at++, one.transaction().value());
            }
            return at;
        });
    }

    /** Follows a statement that has to have found that many rows. */
    private static Piece found(int rows, int anyLane) {
        String sql = "UPDATE lane SET heartbeat = IF(ROW_COUNT() = " + rows
                + ", heartbeat, (SELECT lane_id UNION SELECT lane_id + 1)) WHERE lane_id = ?";
        return new Piece(sql, 1, CHARS_OF_NUMBERS, (statement, from) -> {
            statement.setInt(from, anyLane);
            return from + 1;
        });
    }

    private static String places(int count) {
        return "(?" + ", ?".repeat(count - 1) + ")";
    }
}
