// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.guard.jdbc;

import io.holdfast.participant.guard.BranchKey;
import io.holdfast.participant.guard.RowState;
import io.holdfast.participant.guard.jdbc.GuardTable.RowVanished;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;

/**
 * H2, in any mode. Its MERGE looks first and inserts then, so Cancel inserts first here too, and updates the row that is
 * in the way. Two statements are as good as one: H2 has neither gap locks nor shared locks, and a row once inserted is
 * not removed before it is final and old.
 */
final class H2Dialect implements GuardDialect {

    private static final int DUPLICATE_KEY = 23505;
    private static final int DEADLOCK = 40001;
    private static final int CONCURRENT_UPDATE = 90131;

    @Override
    public String migrations() {
        return "h2";
    }

    @Override
    public RowState cancel(GuardTable table, Connection connection, BranchKey branch, String actionName)
            throws SQLException {
        if (table.insert(connection, branch, actionName, RowState.SUSPENDED)) {
            return RowState.SUSPENDED;
        }
        return table.move(connection, branch, RowState.TRIED, RowState.ROLLBACKED)
                ? RowState.TRIED
                : table.present(connection, branch);
    }

    @Override
    public String lockingRead() {
        return " FOR UPDATE";
    }

    @Override
    public String secondsAgo() {
        return "DATEADD(SECOND, -CAST(? AS BIGINT), CURRENT_TIMESTAMP(3))";
    }

    @Override
    public String secondsSince(String column) {
        return "DATEDIFF(SECOND, " + column + ", CURRENT_TIMESTAMP(3))";
    }

    /** H2 sets a query's timeout for the whole connection; its own LOCK_TIMEOUT (2 s unless configured) bounds waits. */
    @Override
    public void boundWait(PreparedStatement statement, Duration limit) {}

    @Override
    public boolean timeoutsAreOfStatements() {
        return false;
    }

    @Override
    public boolean isDuplicateKey(SQLException failure) {
        return failure.getErrorCode() == DUPLICATE_KEY;
    }

    @Override
    public boolean isConflict(SQLException failure) {
        return failure instanceof RowVanished
                || failure.getErrorCode() == DEADLOCK
                || failure.getErrorCode() == CONCURRENT_UPDATE;
    }

    /** At REPEATABLE READ a new snapshot is needed, to see the row that is in the way. */
    @Override
    public void restart(Connection connection) throws SQLException {
        connection.rollback();
    }
}
