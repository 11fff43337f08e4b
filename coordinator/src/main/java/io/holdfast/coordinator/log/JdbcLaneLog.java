// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import io.holdfast.coordinator.model.BeginFacts;
import io.holdfast.coordinator.model.Invariant;
import io.holdfast.coordinator.model.LogRecord;
import io.holdfast.coordinator.model.LogRecord.Begun;
import io.holdfast.coordinator.model.LogRecord.Finished;
import io.holdfast.coordinator.model.TransactionStatus;
import io.holdfast.coordinator.port.LaneLog;
import io.holdfast.coordinator.port.LogFailure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * A lane's connection to the log. Every batch is one database transaction whose first statement proves that the lane is
 * still ours (I21).
 */
final class JdbcLaneLog implements LaneLog {
    private final Connection connection;
    private final Dialect dialect;
    private final int lane;
    private final int epoch;
    private final LongSupplier clock;
    private final RecordCodec codec = new RecordCodec();
    private final PreparedStatement fence;
    private final PreparedStatement insertTransaction;
    private final PreparedStatement finishTransaction;
    private final PreparedStatement insertRecord;
    private final PreparedStatement insertTag;
    /** What is in the log if everything that was appended is. */
    private Tally tally;

    private boolean usable = true;

    /** @param taken the lane's row when it was taken */
    JdbcLaneLog(Connection connection, Dialect dialect, LaneRow taken, LongSupplier clock) throws SQLException {
        this.connection = connection;
        this.dialect = dialect;
        this.lane = taken.lane();
        this.epoch = taken.epoch();
        this.tally = taken.tally().inNewEpoch();
        this.clock = clock;
        fence = connection.prepareStatement("UPDATE lane SET heartbeat = ?, batches = ?, open_transactions = ?,"
                + " open_records = ? WHERE lane_id = ? AND epoch = ?");
        insertTransaction = connection.prepareStatement("INSERT INTO global_transaction"
                + " (tx_id, address, name, application, tx_group, timeout_ms, begun_at, crc, idempotency_key, labels)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        finishTransaction = connection.prepareStatement(
                "UPDATE global_transaction SET status = ?, cause = ?, finished_at = ? WHERE tx_id = ?");
        insertRecord = connection.prepareStatement("INSERT INTO transaction_log"
                + " (tx_id, seq, at, kind, branch_id, detail, crc) VALUES (?, ?, ?, ?, ?, ?, ?)");
        insertTag = connection.prepareStatement("INSERT INTO transaction_tag (name, value, tx_id) VALUES (?, ?, ?)");
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
    }

    /** Whoever stands still for a lease is taken for dead, and to read much may take longer than that. */
    private void renew() throws SQLException, LogFailure {
        if (dialect.isShared()) {
            proveOwnership(tally);
            connection.commit();
        }
    }

    @Override
    public void append(List<LogRecord> batch) throws LogFailure {
        Invariant.check(usable, "I18 nothing is appended after an append that failed");
        usable = false;
        Tally next = tally.after(batch);
        try {
            proveOwnership(next);
            addAll(batch);
            connection.commit();
            dialect.acknowledged(lane, epoch, next.batches());
            tally = next;
            usable = true;
        } catch (SQLException failure) {
            dialect.mistrust();
            throw JdbcTransactionLog.failure(
                    dialect,
                    "a batch of " + batch.size() + " records of lane " + lane + " may not be durable",
                    failure);
        }
    }

    private void addAll(List<LogRecord> batch) throws SQLException, LogFailure {
        int begun = 0;
        int finished = 0;
        int rows = 0;
        int tags = 0;
        for (LogRecord record : batch) {
            if (record instanceof Begun begin) {
                addTransaction(begin);
                begun++;
                tags += addTags(begin);
                continue;
            }
            addRow(codec.toRow(record));
            rows++;
            if (record instanceof Finished end) {
                addEnd(end);
                finished++;
            }
        }
        run(insertTransaction, begun);
        run(insertTag, tags);
        run(insertRecord, rows);
        run(finishTransaction, finished);
    }

    private void proveOwnership(Tally next) throws SQLException, LogFailure {
        fence.setLong(1, clock.getAsLong());
        fence.setLong(2, next.batches());
        fence.setLong(3, next.openTransactions());
        fence.setLong(4, next.openRecords());
        fence.setInt(5, lane);
        fence.setInt(6, epoch);
        if (fence.executeUpdate() != 1) {
            connection.rollback();
            throw new LogFailure(
                    "lane " + lane + " was taken over by another owner: epoch " + epoch + " may write no more (I21)");
        }
    }

    private void addTransaction(Begun begun) throws SQLException {
        BeginFacts facts = begun.facts();
        insertTransaction.setLong(1, begun.transaction().value());
        insertTransaction.setString(2, begun.address());
        insertTransaction.setString(3, facts.name());
        insertTransaction.setString(4, facts.application());
        insertTransaction.setString(5, facts.group());
        insertTransaction.setLong(6, facts.timeoutMillis());
        insertTransaction.setLong(7, begun.atMillis());
        insertTransaction.setLong(8, LogRow.crc(begun));
        insertTransaction.setString(9, facts.labels().key());
        insertTransaction.setString(10, LabelsCodec.write(facts.labels()));
        insertTransaction.addBatch();
    }

    private int addTags(Begun begun) throws SQLException {
        Map<String, String> tags = begun.facts().labels().tags();
        for (Map.Entry<String, String> tag : tags.entrySet()) {
            insertTag.setString(1, tag.getKey());
            insertTag.setString(2, tag.getValue());
            insertTag.setLong(3, begun.transaction().value());
            insertTag.addBatch();
        }
        return tags.size();
    }

    private void addRow(LogRow row) throws SQLException {
        insertRecord.setLong(1, row.transactionId());
        insertRecord.setInt(2, row.sequence());
        insertRecord.setLong(3, row.atMillis());
        insertRecord.setString(4, row.kind());
        if (row.branchId() == null) {
            insertRecord.setNull(5, Types.BIGINT);
        } else {
            insertRecord.setLong(5, row.branchId());
        }
        insertRecord.setString(6, row.detail());
        insertRecord.setLong(7, row.crc());
        insertRecord.addBatch();
    }

    private void addEnd(Finished end) throws SQLException {
        finishTransaction.setString(1, TransactionStatus.after(end.decision()).name());
        finishTransaction.setString(2, end.cause().name());
        finishTransaction.setLong(3, end.atMillis());
        finishTransaction.setLong(4, end.transaction().value());
        finishTransaction.addBatch();
    }

    private void run(PreparedStatement statement, int expected) throws SQLException, LogFailure {
        if (expected == 0) {
            return;
        }
        for (int changed : statement.executeBatch()) {
            if (changed != 1 && changed != Statement.SUCCESS_NO_INFO) {
                connection.rollback();
                throw new LogFailure("the log " + dialect.describe() + " changed " + changed
                        + " rows where one was expected: has somebody else written to it?");
            }
        }
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
