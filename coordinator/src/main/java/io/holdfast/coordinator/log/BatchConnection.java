// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import io.holdfast.coordinator.model.BeginFacts;
import io.holdfast.coordinator.model.LogRecord;
import io.holdfast.coordinator.model.LogRecord.Begun;
import io.holdfast.coordinator.model.LogRecord.Finished;
import io.holdfast.coordinator.model.TransactionStatus;
import io.holdfast.coordinator.port.LogFailure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Writes batches in database transactions, each of which begins with the proof that their lanes are still ours (I21). Owns
 * its connection. Used by one thread at a time.
 */
final class BatchConnection implements AutoCloseable {
    private final Connection connection;
    private final Dialect dialect;
    private final LongSupplier clock;
    private final PreparedStatement fence;
    private final PreparedStatement insertTransaction;
    private final PreparedStatement finishTransaction;
    private final PreparedStatement insertRecord;
    private final PreparedStatement insertTag;

    BatchConnection(Connection connection, Dialect dialect, LongSupplier clock) throws SQLException {
        this.connection = connection;
        this.dialect = dialect;
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

    /**
     * Writes all of them, up to the commit.
     *
     * @return those whose lane somebody else has by now: then nothing is written, and all is to be rolled back
     */
    List<LaneBatch> write(List<LaneBatch> batches) throws SQLException, LogFailure {
        for (LaneBatch batch : batches) {
            addFence(batch.lane(), batch.epoch(), batch.after());
        }
        int[] proven = fence.executeBatch();
        List<LaneBatch> fenced = new ArrayList<>();
        for (int i = 0; i < proven.length; i++) {
            if (proven[i] != 1) {
                fenced.add(batches.get(i));
            }
        }
        if (fenced.isEmpty()) {
            addAll(batches);
        }
        return fenced;
    }

    /** Says that the lane's owner lives, in a transaction of its own. */
    void renew(int lane, int epoch, Tally unchanged) throws SQLException, LogFailure {
        addFence(lane, epoch, unchanged);
        if (fence.executeBatch()[0] != 1) {
            connection.rollback();
            throw takenOver(lane, epoch);
        }
        connection.commit();
    }

    static LogFailure takenOver(int lane, int epoch) {
        return new LogFailure(
                "lane " + lane + " was taken over by another owner: epoch " + epoch + " may write no more (I21)");
    }

    void commit() throws SQLException {
        connection.commit();
    }

    /** What was to be written and was not is forgotten, too: it must not be written with what comes next. */
    void rollback() throws SQLException {
        for (PreparedStatement statement :
                List.of(fence, insertTransaction, insertTag, insertRecord, finishTransaction)) {
            statement.clearBatch();
        }
        connection.rollback();
    }

    /** Whether the server still knows it. */
    boolean lives(int withinSeconds) throws SQLException {
        return connection.isValid(withinSeconds);
    }

    private void addFence(int lane, int epoch, Tally next) throws SQLException {
        fence.setLong(1, clock.getAsLong());
        fence.setLong(2, next.batches());
        fence.setLong(3, next.openTransactions());
        fence.setLong(4, next.openRecords());
        fence.setInt(5, lane);
        fence.setInt(6, epoch);
        fence.addBatch();
    }

    private void addAll(List<LaneBatch> batches) throws SQLException, LogFailure {
        int begun = 0;
        int finished = 0;
        int rows = 0;
        int tags = 0;
        for (LaneBatch batch : batches) {
            for (LogRecord record : batch.records()) {
                if (record instanceof Begun begin) {
                    addTransaction(begin);
                    begun++;
                    tags += addTags(begin);
                } else if (record instanceof Finished end) {
                    addEnd(end);
                    finished++;
                }
            }
            for (LogRow row : batch.rows()) {
                addRow(row);
                rows++;
            }
        }
        run(insertTransaction, begun);
        run(insertTag, tags);
        run(insertRecord, rows);
        run(finishTransaction, finished);
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
