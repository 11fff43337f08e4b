// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.guard.jdbc;

import io.holdfast.participant.guard.BranchKey;
import io.holdfast.participant.guard.RowState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;

/** What differs between databases in the guard's SQL. Implementations hold no state; any thread may use them. */
sealed interface GuardDialect permits MySqlDialect, H2Dialect {

    /**
     * The dialect of the database behind the connection.
     *
     * @throws IllegalStateException if there is none for it
     */
    static GuardDialect of(Connection connection) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName().toLowerCase(Locale.ROOT);
        if (product.contains("mysql") || product.contains("mariadb")) {
            return new MySqlDialect();
        }
        if (product.equals("h2")) {
            return new H2Dialect();
        }
        throw new IllegalStateException("the guard knows MySQL, MariaDB and H2, not " + product
                + "; holdfast.participant.guard.enabled=false leaves Seata's own fence in place");
    }

    /** The directory of this dialect's migrations below {@code io/holdfast/sql/participant}. */
    String migrations();

    /**
     * Records a Cancel: inserts SUSPENDED, or turns TRIED into ROLLBACKED, or leaves the row. Nothing can come between
     * the look at the row and the change of it.
     *
     * @return the state found, where SUSPENDED stands for a new row too: on Cancel both mean that nothing was tried
     */
    RowState cancel(GuardTable table, Connection connection, BranchKey branch, String actionName) throws SQLException;

    /** Ends a SELECT so that it sees the newest committed row, whatever the snapshot of a surrounding transaction. */
    String lockingRead();

    /** An expression for the time that lies a number of seconds (one parameter, negative for the future) back. */
    String secondsAgo();

    /** An expression for the whole seconds since the time in that column. */
    String secondsSince(String column);

    /** Bounds the time that the statement may wait for locks, if that is possible for one statement alone. */
    void boundWait(PreparedStatement statement, Duration limit) throws SQLException;

    /** Whether a statement's timeout ends with the statement, so that a transaction may be given one. */
    boolean timeoutsAreOfStatements();

    boolean isDuplicateKey(SQLException failure);

    /** Whether other transactions were in the way, so that the same call in a new transaction may succeed. */
    boolean isConflict(SQLException failure);

    /** Begins the transaction anew after such a failure of its first statement. */
    void restart(Connection connection) throws SQLException;
}
