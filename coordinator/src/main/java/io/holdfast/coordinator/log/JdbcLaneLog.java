// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import io.holdfast.coordinator.model.Invariant;
import io.holdfast.coordinator.model.LogRecord;
import io.holdfast.coordinator.port.LaneLog;
import io.holdfast.coordinator.port.LogFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * A lane's share of the log. Owns the connection on which the lane was taken, until it has been read; where the log is
 * embedded, batches are written on it too.
 */
final class JdbcLaneLog implements LaneLog {
    private final Connection connection;
    private final Dialect dialect;
    private final int lane;
    private final int epoch;
    private final RecordCodec codec = new RecordCodec();
    private final BatchConnection own;
    private final Batches batches;
    /** What is in the log if everything that was appended is. */
    private Tally tally;

    private boolean usable = true;

    /**
     * @param taken the lane's row when it was taken
     * @param shared writes for all lanes of this node; null: each writes for itself
     */
    JdbcLaneLog(Connection connection, Dialect dialect, LaneRow taken, LongSupplier clock, Batches shared)
            throws SQLException {
        this.connection = connection;
        this.dialect = dialect;
        this.lane = taken.lane();
        this.epoch = taken.epoch();
        this.tally = taken.tally().inNewEpoch();
        this.own = new BatchConnection(connection, dialect.batchWriter(connection, clock));
        this.batches = shared == null ? new Batches(dialect, () -> own) : shared;
    }

    @Override
    public int epoch() {
        return epoch;
    }

    @Override
    public void replay(Consumer<LogRecord> reader) throws LogFailure {
        try {
            Tally read = new LaneReplay(connection, dialect, reader).read(lane, this::renew);
            connection.commit();
            if (!read.holdsAsMuchAs(tally)) {
                throw JdbcTransactionLog.badRecord(
                        dialect,
                        "lane " + lane + ", epoch " + epoch,
                        "it holds " + read.openTransactions() + " unfinished transactions with " + read.openRecords()
                                + " records, but " + tally.openTransactions() + " with " + tally.openRecords()
                                + " were written. Rows are gone, or cannot be found");
            }
        } catch (SQLException failure) {
            throw JdbcTransactionLog.failure(dialect, "lane " + lane + " cannot be recovered", failure);
        }
        if (dialect.isShared()) {
            own.close();
        }
    }

    /** Whoever stands still for a lease is taken for dead, and to read much may take longer than that. */
    private void renew() throws SQLException, LogFailure {
        if (dialect.isShared()) {
            own.renew(new LaneBatch(lane, epoch, tally, List.of(), codec));
        }
    }

    @Override
    public void append(List<LogRecord> batch) throws LogFailure {
        Invariant.check(usable, "I18 nothing is appended after an append that failed");
        usable = false;
        Tally next = tally.after(batch);
        batches.append(new LaneBatch(lane, epoch, next, batch, codec));
        tally = next;
        usable = true;
    }

    @Override
    public void close() {
        own.close();
    }
}
