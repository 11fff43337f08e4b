// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import io.holdfast.coordinator.model.BeginFacts;
import io.holdfast.coordinator.model.LogRecord.Begun;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.port.LogFailure;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Reads a transaction's begin from its row in {@code global_transaction}. */
final class BegunRow {
    /** In the order that {@link #read} expects. */
    static final String COLUMNS =
            "tx_id, address, name, application, tx_group, timeout_ms, begun_at, crc," + " idempotency_key, labels";

    private BegunRow() {}

    /** @throws LogFailure if the row is not what was written */
    static Begun read(ResultSet row, Dialect dialect) throws SQLException, LogFailure {
        TransactionId id = new TransactionId(row.getLong(1));
        String where = "global_transaction, tx_id " + id;
        try {
            BeginFacts facts = new BeginFacts(
                    row.getString(3),
                    row.getString(4),
                    row.getString(5),
                    row.getLong(6),
                    LabelsCodec.read(row.getString(9), row.getString(10)));
            Begun begun = new Begun(id, row.getLong(7), row.getString(2), facts);
            if (LogRow.crc(begun) == row.getLong(8)) {
                return begun;
            }
        } catch (BadRecord unreadable) {
            throw JdbcTransactionLog.badRecord(dialect, where, unreadable.getMessage());
        }
        throw JdbcTransactionLog.badRecord(dialect, where, "its checksum does not match");
    }
}
