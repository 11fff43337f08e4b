// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.guard.jdbc;

import io.holdfast.participant.guard.BranchKey;
import io.holdfast.participant.guard.RowState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;

/**
 * MySQL 5.7 and newer, MariaDB, and what speaks their protocol.
 *
 * <p>Cancel is one statement, {@code INSERT .. ON DUPLICATE KEY UPDATE}, for the sake of InnoDB's locks: a SELECT or
 * UPDATE of an absent row would lock the gap around it, and two that then insert into the gap deadlock; a plain INSERT
 * that fails leaves a shared lock, and two that then update the row deadlock. This one takes the exclusive lock on the
 * row at once.
 */
final class MySqlDialect implements GuardDialect {

    private static final int DUPLICATE_KEY = 1062;
    private static final int DEADLOCK = 1213;

    @Override
    public String migrations() {
        return "mysql";
    }

    @Override
    public RowState cancel(GuardTable table, Connection connection, BranchKey branch, String actionName)
            throws SQLException {
        // The assignments run from left to right: gmt_modified must see the status as it was.
        String upsert = table.insertSql() + " ON DUPLICATE KEY UPDATE gmt_modified = IF(status = "
                + RowState.TRIED.code() + ", CURRENT_TIMESTAMP(3), gmt_modified), status = IF(status = "
                + RowState.TRIED.code() + ", " + RowState.ROLLBACKED.code() + ", status)";
        int count = table.insert(connection, upsert, branch, actionName, RowState.SUSPENDED);
        if (count == 2) {
            return RowState.TRIED; // 2 means that a row was there and was changed, and only TRIED is changed
        }
        // 1 is a new row, or an old one left alone (0 with useAffectedRows=true). It is locked: no other can change it.
        RowState state = table.read(connection, branch);
        if (state == RowState.TRIED || state == RowState.ABSENT) {
            throw new IllegalStateException("the database counted " + count + " rows and left " + state
                    + " after a Cancel; the guard cannot work with this driver or proxy");
        }
        return state;
    }

    @Override
    public String lockingRead() {
        return " LOCK IN SHARE MODE"; // FOR SHARE is newer and not MariaDB's
    }

    @Override
    public String secondsAgo() {
        return "CURRENT_TIMESTAMP(3) - INTERVAL ? SECOND";
    }

    @Override
    public String secondsSince(String column) {
        return "TIMESTAMPDIFF(SECOND, " + column + ", CURRENT_TIMESTAMP(3))";
    }

    /**
     * The driver kills the statement on the server when the time is over. innodb_lock_wait_timeout would have to be set
     * for the pooled connection, and put back.
     */
    @Override
    public void boundWait(PreparedStatement statement, Duration limit) throws SQLException {
        statement.setQueryTimeout(Math.toIntExact(limit.toSeconds()));
    }

    @Override
    public boolean timeoutsAreOfStatements() {
        return true;
    }

    @Override
    public boolean isDuplicateKey(SQLException failure) {
        return failure.getErrorCode() == DUPLICATE_KEY;
    }

    @Override
    public boolean isConflict(SQLException failure) {
        return failure.getErrorCode() == DEADLOCK;
    }

    /** The deadlock has ended the old transaction; the next statement begins one. */
    @Override
    public void restart(Connection connection) {}
}
