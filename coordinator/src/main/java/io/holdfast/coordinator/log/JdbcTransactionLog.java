// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import io.holdfast.coordinator.model.Answer.Standing;
import io.holdfast.coordinator.model.Cause;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.model.TransactionStatus;
import io.holdfast.coordinator.port.LaneLog;
import io.holdfast.coordinator.port.LogFailure;
import io.holdfast.coordinator.port.TransactionLog;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.LongSupplier;
import org.flywaydb.core.api.FlywayException;

/** The log on a database. Reads share one connection; each lane has a connection of its own. */
public final class JdbcTransactionLog implements TransactionLog {
    private final Dialect dialect;
    private final String owner;
    private final LongSupplier clock;
    private Connection reader;

    private JdbcTransactionLog(Dialect dialect, String owner, LongSupplier clock) throws LogFailure {
        this.dialect = dialect;
        this.owner = owner;
        this.clock = clock;
        try {
            dialect.migrate();
        } catch (FlywayException failure) {
            dialect.close();
            throw new LogFailure(
                    "the schema of the log " + dialect.describe() + " cannot be brought up to date: "
                            + failure.getMessage(),
                    failure);
        }
    }

    /**
     * Opens, and creates if absent, the embedded log.
     *
     * @param owner this node's name, for people
     * @param clock milliseconds since 1970
     * @throws LogFailure if another process uses the file, or it cannot be opened
     */
    public static JdbcTransactionLog embedded(Path file, String owner, LongSupplier clock) throws LogFailure {
        return new JdbcTransactionLog(new SqliteDialect(file), owner, clock);
    }

    @Override
    public LaneLog take(int lane) throws LogFailure {
        try {
            Connection connection = dialect.openWriter();
            try {
                return new JdbcLaneLog(connection, dialect, lane, raiseEpoch(connection, lane), clock);
            } catch (SQLException | RuntimeException failure) {
                connection.close();
                throw failure;
            }
        } catch (SQLException failure) {
            throw failure(dialect, "lane " + lane + " cannot be taken", failure);
        }
    }

    private int raiseEpoch(Connection connection, int lane) throws SQLException {
        try (PreparedStatement take = connection.prepareStatement(dialect.takeLaneSql());
                PreparedStatement read = connection.prepareStatement("SELECT epoch FROM lane WHERE lane_id = ?")) {
            take.setInt(1, lane);
            take.setString(2, owner);
            take.setLong(3, clock.getAsLong());
            take.executeUpdate();
            read.setInt(1, lane);
            int epoch;
            try (ResultSet rows = read.executeQuery()) {
                rows.next();
                epoch = rows.getInt(1);
            }
            connection.commit();
            return epoch;
        }
    }

    @Override
    public synchronized Standing findFinished(TransactionId id) throws LogFailure {
        try {
            if (reader == null) {
                reader = dialect.openReader();
            }
            try (PreparedStatement find = reader.prepareStatement(
                    "SELECT status, cause FROM global_transaction WHERE tx_id = ? AND finished_at IS NOT NULL")) {
                find.setLong(1, id.value());
                try (ResultSet rows = find.executeQuery()) {
                    if (!rows.next()) {
                        return null;
                    }
                    return new Standing(
                            TransactionStatus.valueOf(rows.getString(1)), Cause.valueOf(rows.getString(2)), false);
                }
            }
        } catch (SQLException failure) {
            closeReader();
            throw failure(dialect, "transaction " + id + " cannot be looked up", failure);
        }
    }

    @Override
    public synchronized void close() {
        closeReader();
        dialect.close();
    }

    private void closeReader() {
        try {
            if (reader != null) {
                reader.close();
            }
        } catch (SQLException alreadyBroken) {
            // A fresh one is opened for the next question.
        }
        reader = null;
    }

    static LogFailure failure(Dialect dialect, String what, SQLException failure) {
        String cure = dialect.cure(failure);
        return new LogFailure(
                what + " in the log " + dialect.describe() + ": " + failure.getMessage()
                        + (cure.isEmpty() ? "" : " - " + cure),
                failure);
    }
}
