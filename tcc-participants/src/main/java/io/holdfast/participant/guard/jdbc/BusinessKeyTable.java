// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.guard.jdbc;

import io.holdfast.participant.guard.BranchKey;
import io.holdfast.participant.guard.jdbc.GuardTable.RowVanished;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Who holds the effect of an action under a business key, beside the guard's table. Owns the SQL; holds no connection and
 * no state, so any thread may use it. A call takes its branch's row first and the key then, always, so that two calls
 * never wait for each other crosswise.
 */
final class BusinessKeyTable {

    static final String STANDARD_NAME = "tcc_business_key";

    private final GuardDialect dialect;
    private final String claimSql;
    private final String holderSql;

    /** The table in the same schema as the guard's. */
    BusinessKeyTable(String guardTable, GuardDialect dialect) {
        this.dialect = dialect;
        String name = SideTable.nameBeside(guardTable, STANDARD_NAME);
        this.claimSql = "INSERT INTO " + name + " (xid, action_name, business_key, branch_id, gmt_create)"
                + " VALUES (?, ?, ?, ?, CURRENT_TIMESTAMP(3))";
        this.holderSql = "SELECT branch_id FROM " + name + " WHERE xid = ? AND action_name = ? AND business_key = ?"
                + dialect.lockingRead();
    }

    /**
     * Takes the key for the branch unless it is taken; waits for a transaction that is about to take it.
     *
     * @param action cut to the column's length
     * @return whether another branch holds it
     */
    boolean isAnothers(Connection connection, BranchKey branch, String action, String key, Duration lockWait)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(claimSql)) {
            dialect.boundWait(insert, lockWait);
            fill(insert, branch, action, key);
            insert.setLong(4, branch.branchId());
            insert.executeUpdate();
            return false;
        } catch (SQLException e) {
            if (!dialect.isDuplicateKey(e)) {
                throw e;
            }
        }
        Long holder = holder(connection, branch, action, key, lockWait);
        if (holder == null) {
            throw new RowVanished("the row of business key " + key, branch);
        }
        return holder != branch.branchId();
    }

    /** The branch that holds the key, null if none does. */
    Long holder(Connection connection, BranchKey branch, String action, String key, Duration lockWait)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(holderSql)) {
            dialect.boundWait(select, lockWait);
            fill(select, branch, action, key);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getLong(1) : null;
            }
        }
    }

    private static void fill(PreparedStatement statement, BranchKey branch, String action, String key)
            throws SQLException {
        statement.setString(1, branch.xid());
        statement.setString(2, action);
        statement.setString(3, key);
    }
}
