// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import io.holdfast.coordinator.model.LogRecord.Begun;
import io.holdfast.coordinator.model.LogRecord.Finished;
import io.holdfast.coordinator.model.TransactionStatus;
import io.holdfast.coordinator.port.LogFailure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * A statement for each row, prepared once: for a database in this process, where a statement costs no journey. Not used any
 * more after a failure, which may leave rows behind that were not executed.
 */
final class PreparedBatches implements BatchWriter {
    private final Connection connection;
    private final LogPlace place;
    private final LongSupplier clock;
    private final PreparedStatement fence;
    private final PreparedStatement insertTransaction;
    private final PreparedStatement finishTransaction;
    private final PreparedStatement insertRecord;
    private final PreparedStatement insertTag;

    PreparedBatches(Connection connection, LogPlace place, LongSupplier clock) throws SQLException {
        this.connection = connection;
        this.place = place;
        this.clock = clock;
        fence = connection.prepareStatement("UPDATE lane SET heartbeat = ?, batches = ?, open_transactions = ?,"
                + " open_records = ? WHERE lane_id = ? AND epoch = ?");
        insertTransaction = connection.prepareStatement(LogColumns.INTO_TRANSACTION + LogColumns.TRANSACTION);
        finishTransaction = connection.prepareStatement(
                "UPDATE global_transaction SET status = ?, cause = ?, finished_at = ? WHERE tx_id = ?");
        insertRecord = connection.prepareStatement(LogColumns.INTO_LOG + LogColumns.LOG);
        insertTag = connection.prepareStatement(LogColumns.INTO_TAG + LogColumns.TAG);
    }

    @Override
    public boolean write(List<LaneBatch> batches) throws SQLException, LogFailure {
        for (LaneBatch batch : batches) {
            if (!isOurs(batch)) {
                return false;
            }
        }
        for (LaneBatch batch : batches) {
            write(batch);
        }
        connection.commit();
        return true;
    }

    private boolean isOurs(LaneBatch batch) throws SQLException {
        fence.setLong(1, clock.getAsLong());
        fence.setLong(2, batch.after().batches());
        fence.setLong(3, batch.after().openTransactions());
        fence.setLong(4, batch.after().openRecords());
        fence.setInt(5, batch.lane());
        fence.setInt(6, batch.epoch());
        return fence.executeUpdate() == 1;
    }

    private void write(LaneBatch batch) throws SQLException, LogFailure {
        int tags = 0;
        for (Begun begun : batch.begun()) {
            LogColumns.bind(insertTransaction, 1, begun);
            insertTransaction.addBatch();
            for (Map.Entry<String, String> tag : begun.facts().labels().tags().entrySet()) {
                LogColumns.bind(insertTag, 1, tag, begun);
                insertTag.addBatch();
                tags++;
            }
        }
        for (LogRow row : batch.rows()) {
            LogColumns.bind(insertRecord, 1, row);
            insertRecord.addBatch();
        }
        for (Finished end : batch.finished()) {
            finishTransaction.setString(
                    1, TransactionStatus.after(end.decision()).name());
            finishTransaction.setString(2, end.cause().name());
            finishTransaction.setLong(3, end.atMillis());
            finishTransaction.setLong(4, end.transaction().value());
            finishTransaction.addBatch();
        }
        run(insertTransaction, batch.begun().size());
        run(insertTag, tags);
        run(insertRecord, batch.rows().size());
        run(finishTransaction, batch.finished().size());
    }

    /** A batch of the driver: with single executions a coordinator has a fifth less throughput. */
    private void run(PreparedStatement statement, int rows) throws SQLException, LogFailure {
        if (rows == 0) {
            return;
        }
        for (int changed : statement.executeBatch()) {
            if (changed != 1) {
                throw LogColumns.changed(place, changed, 1);
            }
        }
    }
}
