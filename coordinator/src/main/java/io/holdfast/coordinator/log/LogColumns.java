// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import io.holdfast.coordinator.model.BeginFacts;
import io.holdfast.coordinator.model.LogRecord.Begun;
import io.holdfast.coordinator.port.LogFailure;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Map;

/** How the log's rows are inserted: into which columns, and with which values. Each method returns the next parameter's place. */
final class LogColumns {
    static final String INTO_TRANSACTION = "INSERT INTO global_transaction"
            + " (tx_id, address, name, application, tx_group, timeout_ms, begun_at, crc, idempotency_key, labels) VALUES ";
    static final String TRANSACTION = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    static final String INTO_TAG = "INSERT INTO transaction_tag (name, value, tx_id) VALUES ";
    static final String TAG = "(?, ?, ?)";
    static final String INTO_LOG = "INSERT INTO transaction_log (tx_id, seq, at, kind, branch_id, detail, crc) VALUES ";
    static final String LOG = "(?, ?, ?, ?, ?, ?, ?)";

    private LogColumns() {}

    static int bind(PreparedStatement statement, int from, Begun begun) throws SQLException {
        BeginFacts facts = begun.facts();
        int at = from;
        statement.setLong(at++, begun.transaction().value());
        statement.setString(at++, begun.address());
        statement.setString(at++, facts.name());
        statement.setString(at++, facts.application());
        statement.setString(at++, facts.group());
        statement.setLong(at++, facts.timeoutMillis());
        statement.setLong(at++, begun.atMillis());
        statement.setLong(at++, LogRow.crc(begun));
        statement.setString(at++, facts.labels().key());
        statement.setString(at++, LabelsCodec.write(facts.labels()));
        return at;
    }

    static int bind(PreparedStatement statement, int from, Map.Entry<String, String> tag, Begun begun)
            throws SQLException {
        int at = from;
        statement.setString(at++, tag.getKey());
        statement.setString(at++, tag.getValue());
        statement.setLong(at++, begun.transaction().value());
        return at;
    }

    static int bind(PreparedStatement statement, int from, LogRow row) throws SQLException {
        int at = from;
        statement.setLong(at++, row.transactionId());
        statement.setInt(at++, row.sequence());
        statement.setLong(at++, row.atMillis());
        statement.setString(at++, row.kind());
        if (row.branchId() == null) {
            statement.setNull(at++, Types.BIGINT);
        } else {
            statement.setLong(at++, row.branchId());
        }
        statement.setString(at++, row.detail());
        statement.setLong(at++, row.crc());
        return at;
    }

    static LogFailure changed(LogPlace place, long changed, long expected) {
        return new LogFailure("the log " + place.describe() + " changed " + changed + " rows where " + expected
                + " was expected: has somebody else written to it?");
    }
}
