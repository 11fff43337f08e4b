// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import io.holdfast.coordinator.port.LogFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Writes batches in database transactions, each of which begins with the proof that their lanes are still ours (I21). Owns
 * its connection. Used by one thread at a time.
 */
final class BatchConnection implements AutoCloseable {
    private final Connection connection;
    private final BatchWriter writer;

    BatchConnection(Connection connection, BatchWriter writer) {
        this.connection = connection;
        this.writer = writer;
    }

    /** @see BatchWriter#write */
    boolean write(List<LaneBatch> batches) throws SQLException, LogFailure {
        return writer.write(batches);
    }

    /** Says that the lane's owner lives, in a transaction of its own. */
    void renew(LaneBatch nothingNew) throws SQLException, LogFailure {
        if (!write(List.of(nothingNew))) {
            rollback();
            throw nothingNew.takenOver();
        }
    }

    void rollback() throws SQLException {
        connection.rollback();
    }

    /** Whether the server still knows it. */
    boolean lives(int withinSeconds) throws SQLException {
        return connection.isValid(withinSeconds);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException alreadyBroken) {
            // What matters was committed, or is told by the log.
        }
    }
}
