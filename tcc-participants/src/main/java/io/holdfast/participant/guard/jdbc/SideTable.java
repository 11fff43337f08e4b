// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.guard.jdbc;

import io.holdfast.participant.guard.BranchKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** A table beside the guard's whose rows go when their branch's row goes. Not everybody has it. Any thread may use it. */
record SideTable(String name) {

    static SideTable beside(String guardTable, String name) {
        return new SideTable(nameBeside(guardTable, name));
    }

    /** The name in the same schema as the guard's table. */
    static String nameBeside(String guardTable, String name) {
        return guardTable.substring(0, guardTable.lastIndexOf('.') + 1) + name;
    }

    boolean isPresent(Connection connection) {
        try (PreparedStatement select = connection.prepareStatement("SELECT 1 FROM " + name + " WHERE 1 = 0")) {
            select.executeQuery().close();
            return true;
        } catch (SQLException absent) {
            return false;
        }
    }

    /** Removes what it has of this branch. */
    void remove(Connection connection, BranchKey branch) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM " + name + " WHERE xid = ? AND branch_id = ?")) {
            delete.setString(1, branch.xid());
            delete.setLong(2, branch.branchId());
            delete.executeUpdate();
        }
    }
}
