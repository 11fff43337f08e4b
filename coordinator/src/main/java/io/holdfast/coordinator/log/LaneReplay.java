// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import io.holdfast.coordinator.model.InvariantBroken;
import io.holdfast.coordinator.model.LogRecord;
import io.holdfast.coordinator.model.LogRecord.Begun;
import io.holdfast.coordinator.model.SharedTexts;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.port.LogFailure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads transactions record by record. What a lane has not finished it reads in pages of some transactions: one question
 * for each would be slow on a server, and one for all would need memory for all at once.
 */
final class LaneReplay {
    private static final int PAGE = 1_000;

    private static final String TRANSACTIONS = "SELECT " + BegunRow.COLUMNS + " FROM global_transaction"
            + " WHERE finished_at IS NULL AND tx_id BETWEEN ? AND ? ORDER BY tx_id LIMIT " + PAGE;
    private static final String RECORDS = "SELECT l.tx_id, l.seq, l.at, l.kind, l.branch_id, l.detail, l.crc"
            + " FROM global_transaction AS t JOIN transaction_log AS l ON l.tx_id = t.tx_id"
            + " WHERE t.finished_at IS NULL AND t.tx_id BETWEEN ? AND ? ORDER BY t.tx_id, l.seq";

    /** What an owner does beside reading, now and then. */
    interface AfterPage {
        void run() throws SQLException, LogFailure;
    }

    private final Connection connection;
    private final Dialect dialect;
    private final RecordCodec codec = new RecordCodec();
    private final SharedTexts texts = new SharedTexts();
    private final Consumer<LogRecord> reader;
    private Tally read = new Tally(0, 0, 0);

    LaneReplay(Connection connection, Dialect dialect, Consumer<LogRecord> reader) {
        this.connection = connection;
        this.dialect = dialect;
        this.reader = reader;
    }

    /**
     * Reads all of a lane.
     *
     * @param afterPage run on the same connection whenever a page has been read
     * @return how much it was
     */
    Tally read(int lane, AfterPage afterPage) throws SQLException, LogFailure {
        long from = TransactionId.of(lane, 1, 1).value();
        long to = TransactionId.of(lane, TransactionId.MAX_EPOCH, TransactionId.MAX_COUNTER)
                .value();
        try (PreparedStatement transactions = connection.prepareStatement(TRANSACTIONS);
                PreparedStatement records = connection.prepareStatement(RECORDS)) {
            List<Begun> page = page(transactions, from, to);
            while (!page.isEmpty()) {
                long last = page.get(page.size() - 1).transaction().value();
                records.setLong(1, page.get(0).transaction().value());
                records.setLong(2, last);
                try (ResultSet rows = records.executeQuery()) {
                    read(page, rows);
                }
                afterPage.run();
                page = last < to ? page(transactions, last + 1, to) : List.of();
            }
            return read;
        }
    }

    /** Reads one transaction, finished or not; nothing if the log does not know it. */
    void readOne(TransactionId id) throws SQLException, LogFailure {
        try (PreparedStatement transaction = connection.prepareStatement(
                        "SELECT " + BegunRow.COLUMNS + " FROM global_transaction WHERE tx_id BETWEEN ? AND ?");
                PreparedStatement records =
                        connection.prepareStatement("SELECT tx_id, seq, at, kind, branch_id, detail,"
                                + " crc FROM transaction_log WHERE tx_id = ? ORDER BY seq")) {
            records.setLong(1, id.value());
            List<Begun> begun = page(transaction, id.value(), id.value());
            try (ResultSet rows = records.executeQuery()) {
                read(begun, rows);
            }
        }
    }

    private List<Begun> page(PreparedStatement transactions, long from, long to) throws SQLException, LogFailure {
        transactions.setLong(1, from);
        transactions.setLong(2, to);
        List<Begun> page = new ArrayList<>();
        try (ResultSet rows = transactions.executeQuery()) {
            while (rows.next()) {
                page.add(BegunRow.read(rows, dialect));
            }
        }
        return page;
    }

    private void read(List<Begun> page, ResultSet rows) throws SQLException, LogFailure {
        LogRow row = next(rows);
        for (Begun begun : page) {
            try {
                accept(begun);
            } catch (InvariantBroken twice) {
                throw bad("global_transaction, tx_id " + begun.transaction(), twice.getMessage());
            }
            long id = begun.transaction().value();
            for (int expected = 1; row != null && row.transactionId() == id; expected++) {
                accept(row, expected);
                row = next(rows);
            }
        }
    }

    private void accept(LogRow row, int expected) throws LogFailure {
        String where = "transaction_log, tx_id " + row.transactionId() + ", seq " + row.sequence();
        if (row.sequence() != expected) {
            throw bad(where, "seq " + expected + " is missing before it");
        }
        if (!row.isIntact()) {
            throw bad(where, "its checksum does not match");
        }
        try {
            accept(codec.toRecord(row));
        } catch (BadRecord | InvariantBroken unreadable) {
            throw bad(where, unreadable.getMessage());
        }
    }

    private void accept(LogRecord record) {
        reader.accept(texts.of(record));
        read = read.with(record);
    }

    /** Null after the last. */
    private static LogRow next(ResultSet rows) throws SQLException {
        if (!rows.next()) {
            return null;
        }
        long branch = rows.getLong(5);
        Long branchId = rows.wasNull() ? null : branch;
        return new LogRow(
                rows.getLong(1),
                rows.getInt(2),
                rows.getLong(3),
                rows.getString(4),
                branchId,
                rows.getString(6),
                rows.getLong(7));
    }

    private LogFailure bad(String where, String what) {
        return JdbcTransactionLog.badRecord(dialect, where, what);
    }
}
