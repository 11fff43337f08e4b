// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.guard.jdbc;

import io.holdfast.participant.guard.BranchKey;
import io.holdfast.participant.guard.Phase;
import io.holdfast.participant.guard.RowState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The guard's rows in one table. Owns the SQL; holds no connection and no state, so any thread may use it. Time is the
 * database's own, so that the clocks and time zones of several instances do not matter.
 */
final class GuardTable {

    /** A row in the way of an insert that cannot be seen: cleaned just now, or newer than the transaction's snapshot. */
    static final class RowVanished extends SQLTransientException {
        private static final long serialVersionUID = 1L;

        RowVanished(String what, BranchKey branch) {
            super(what + " of " + branch + " is in the way and cannot be seen");
        }
    }

    static final String STANDARD_NAME = "tcc_fence_log";

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)?");
    private static final int MAX_ACTION_NAME_LENGTH = 64;

    private final String name;
    private final GuardDialect dialect;
    private final Duration lockWait;
    private final String insertSql;
    private final String moveSql;
    private final String readSql;
    private final String finishedSql;
    private final String removeSql;

    /**
     * The table of that name, in that dialect.
     *
     * @param name a plain table name, with or without a schema's name before it
     * @param lockWait how long a statement may wait for another call of the same branch; at least a second
     */
    GuardTable(String name, GuardDialect dialect, Duration lockWait) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not a plain table name: " + name);
        }
        this.name = name;
        this.dialect = dialect;
        this.lockWait = lockWait;
        this.insertSql = "INSERT INTO " + name + " (xid, branch_id, action_name, status, gmt_create, gmt_modified)"
                + " VALUES (?, ?, ?, ?, CURRENT_TIMESTAMP(3), CURRENT_TIMESTAMP(3))";
        this.moveSql = "UPDATE " + name + " SET status = ?, gmt_modified = CURRENT_TIMESTAMP(3)"
                + " WHERE xid = ? AND branch_id = ? AND status = ?";
        this.readSql = "SELECT status FROM " + name + " WHERE xid = ? AND branch_id = ?" + dialect.lockingRead();
        String finished = " status IN (" + RowState.COMMITTED.code() + ", " + RowState.ROLLBACKED.code() + ", "
                + RowState.SUSPENDED.code() + ") AND gmt_modified < " + dialect.secondsAgo();
        this.finishedSql = "SELECT xid, branch_id FROM " + name + " f WHERE" + finished;
        this.removeSql = "DELETE FROM " + name + " WHERE xid = ? AND branch_id = ? AND" + finished;
    }

    private GuardTable(GuardTable other, Duration lockWait) {
        this.name = other.name;
        this.dialect = other.dialect;
        this.lockWait = lockWait;
        this.insertSql = other.insertSql;
        this.moveSql = other.moveSql;
        this.readSql = other.readSql;
        this.finishedSql = other.finishedSql;
        this.removeSql = other.removeSql;
    }

    /**
     * Moves the row as {@link io.holdfast.participant.guard.GuardRules#after} says, atomically.
     *
     * @param actionName kept in a new row, for people to read; cut to the column's length
     * @return the state found; on Cancel, SUSPENDED stands for ABSENT too
     */
    RowState record(Connection connection, Phase phase, BranchKey branch, String actionName) throws SQLException {
        return switch (phase) {
            case TRY -> recordTry(connection, branch, actionName);
            case CONFIRM ->
                move(connection, branch, RowState.TRIED, RowState.COMMITTED)
                        ? RowState.TRIED
                        : read(connection, branch);
            case CANCEL -> dialect.cancel(this, connection, branch, actionName);
        };
    }

    private RowState recordTry(Connection connection, BranchKey branch, String actionName) throws SQLException {
        return insert(connection, branch, actionName, RowState.TRIED) ? RowState.ABSENT : present(connection, branch);
    }

    /**
     * The state of a row that is in the way of an insert.
     *
     * @throws RowVanished if it cannot be seen
     */
    RowState present(Connection connection, BranchKey branch) throws SQLException {
        RowState state = read(connection, branch);
        if (state == RowState.ABSENT) {
            throw new RowVanished("the guard's row", branch);
        }
        return state;
    }

    /** The same table for a call that has less time than others; itself if it has enough. */
    GuardTable waitingAtMost(Duration limit) {
        return limit.compareTo(lockWait) < 0 ? new GuardTable(this, limit) : this;
    }

    String name() {
        return name;
    }

    Duration lockWait() {
        return lockWait;
    }

    String insertSql() {
        return insertSql;
    }

    /** Returns false if a row is in the way, which then is locked as the dialect's database does it. */
    boolean insert(Connection connection, BranchKey branch, String actionName, RowState state) throws SQLException {
        try {
            insert(connection, insertSql, branch, actionName, state);
            return true;
        } catch (SQLException e) {
            if (dialect.isDuplicateKey(e)) {
                return false;
            }
            throw e;
        }
    }

    int insert(Connection connection, String sql, BranchKey branch, String actionName, RowState state)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            dialect.boundWait(insert, lockWait);
            insert.setString(1, branch.xid());
            insert.setLong(2, branch.branchId());
            insert.setString(3, cut(actionName));
            insert.setInt(4, state.code());
            return insert.executeUpdate();
        }
    }

    /** Returns whether the row was in the state {@code from}. */
    boolean move(Connection connection, BranchKey branch, RowState from, RowState to) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(moveSql)) {
            dialect.boundWait(update, lockWait);
            update.setInt(1, to.code());
            update.setString(2, branch.xid());
            update.setLong(3, branch.branchId());
            update.setInt(4, from.code());
            return update.executeUpdate() == 1;
        }
    }

    /** The newest committed state, or this transaction's own. */
    RowState read(Connection connection, BranchKey branch) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(readSql)) {
            dialect.boundWait(select, lockWait);
            select.setString(1, branch.xid());
            select.setLong(2, branch.branchId());
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? RowState.ofCode(row.getInt(1)) : RowState.ABSENT;
            }
        }
    }

    /**
     * Branches whose rows are final and have not changed for so long, oldest first. None that holds a business key while
     * another branch of its transaction is only tried: without the key, that one's Confirm would take effect once more.
     *
     * @param keyTable where the keys are; null if there are none
     */
    List<BranchKey> finished(Connection connection, Duration age, int limit, String keyTable) throws SQLException {
        String holders = keyTable == null
                ? ""
                : " AND NOT (EXISTS (SELECT 1 FROM " + keyTable
                        + " k WHERE k.xid = f.xid AND k.branch_id = f.branch_id) AND EXISTS (SELECT 1 FROM " + name
                        + " o WHERE o.xid = f.xid AND o.status = " + RowState.TRIED.code() + "))";
        try (PreparedStatement select =
                connection.prepareStatement(finishedSql + holders + " ORDER BY gmt_modified LIMIT ?")) {
            select.setLong(1, age.toSeconds());
            select.setInt(2, limit);
            List<BranchKey> branches = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    branches.add(new BranchKey(rows.getString(1), rows.getLong(2)));
                }
            }
            return branches;
        }
    }

    /** Removes this one row if it (still) is final and old. */
    boolean removeFinished(Connection connection, BranchKey branch, Duration age) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(removeSql)) {
            delete.setString(1, branch.xid());
            delete.setLong(2, branch.branchId());
            delete.setLong(3, age.toSeconds());
            return delete.executeUpdate() == 1;
        }
    }

    static String cut(String actionName) {
        return actionName.length() <= MAX_ACTION_NAME_LENGTH
                ? actionName
                : actionName.substring(0, MAX_ACTION_NAME_LENGTH);
    }
}
