// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import io.holdfast.coordinator.model.Answer.Standing;
import io.holdfast.coordinator.model.LogRecord;
import io.holdfast.coordinator.model.LogRecord.Finished;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.model.TransactionStatus;
import io.holdfast.coordinator.port.LogFailure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Reads how a transaction ended: from its last record, which has a checksum, and from its row in
 * {@code global_transaction}, whose end has none. They lie in different pages: where one was changed or hidden, the other
 * one tells.
 */
final class EndReader {
    private static final String FIND = "SELECT t.tx_id, t.status, t.cause, t.finished_at,"
            + " l.seq, l.at, l.kind, l.branch_id, l.detail, l.crc"
            + " FROM (SELECT ? AS tx_id) AS asked"
            + " LEFT JOIN global_transaction AS t ON t.tx_id = asked.tx_id"
            + " LEFT JOIN transaction_log AS l ON l.tx_id = asked.tx_id"
            + " AND l.seq = (SELECT max(seq) FROM transaction_log AS m WHERE m.tx_id = asked.tx_id)";

    private final Connection connection;
    private final Dialect dialect;
    private final RecordCodec codec = new RecordCodec();

    EndReader(Connection connection, Dialect dialect) {
        this.connection = connection;
        this.dialect = dialect;
    }

    /**
     * @return null if the transaction has not finished, or is not in the log at all
     * @throws LogFailure if what the log says of it cannot be true
     */
    Standing read(TransactionId id) throws SQLException, LogFailure {
        try (PreparedStatement find = connection.prepareStatement(FIND)) {
            find.setLong(1, id.value());
            try (ResultSet row = find.executeQuery()) {
                row.next();
                boolean hasBegun = row.getString(1) != null;
                boolean hasRecords = row.getString(5) != null;
                LogRecord last = hasRecords ? lastRecord(id, row) : null;
                if (hasRecords && !hasBegun) {
                    throw bad(id, "global_transaction", "its row is gone, while it has records in transaction_log");
                }
                return standing(id, row, last instanceof Finished end ? end : null);
            }
        }
    }

    private Standing standing(TransactionId id, ResultSet row, Finished end) throws SQLException, LogFailure {
        String summary = row.getString(2) + ", " + row.getString(3) + ", " + row.getString(4);
        String told = end == null
                ? "null, null, null"
                : TransactionStatus.after(end.decision()) + ", " + end.cause() + ", " + end.atMillis();
        if (!summary.equals(told)) {
            throw bad(id, "global_transaction", "its end is " + summary + ", but its records say " + told);
        }
        return end == null ? null : new Standing(TransactionStatus.after(end.decision()), end.cause(), false);
    }

    private LogRecord lastRecord(TransactionId id, ResultSet row) throws SQLException, LogFailure {
        long branch = row.getLong(8);
        Long branchId = row.wasNull() ? null : branch;
        LogRow last = new LogRow(
                id.value(),
                row.getInt(5),
                row.getLong(6),
                row.getString(7),
                branchId,
                row.getString(9),
                row.getLong(10));
        try {
            if (last.isIntact()) {
                return codec.toRecord(last);
            }
            throw new BadRecord("its checksum does not match");
        } catch (BadRecord bad) {
            throw bad(id, "transaction_log", "seq " + last.sequence() + ": " + bad.getMessage());
        }
    }

    private LogFailure bad(TransactionId id, String table, String what) {
        return JdbcTransactionLog.badRecord(dialect, table + ", tx_id " + id, what);
    }
}
