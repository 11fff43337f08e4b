// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.guard.jdbc;

import io.holdfast.participant.guard.BranchKey;
import io.holdfast.participant.guard.GuardRules;
import io.holdfast.participant.guard.Phase;
import io.holdfast.participant.guard.RowState;
import io.holdfast.participant.guard.Verdict;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * The guard on a JDBC connection: moves the branch's row inside the caller's transaction and says what the call may do.
 * The row and whatever the business does on the same connection commit together or not at all (I11). Holds no state;
 * any thread may use it, each with its own connection.
 */
public final class JdbcGuard {

    /** A deadlock has at least one survivor, so N waiting calls need at most N attempts; more is not worth waiting for. */
    private static final int ATTEMPTS = 20;

    private final GuardDialect dialect;
    private final GuardTable table;

    private JdbcGuard(GuardDialect dialect, GuardTable table) {
        this.dialect = dialect;
        this.table = table;
    }

    /**
     * The guard for the database behind the data source. Opens one connection, to ask which database it is.
     *
     * @param tableName the guard's table, {@code tcc_fence_log} unless it was created under another name
     * @param lockWait how long a call may wait for another of the same branch, in whole seconds, at least one
     * @throws IllegalStateException if the guard does not know the database
     */
    public static JdbcGuard on(DataSource dataSource, String tableName, Duration lockWait) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            GuardDialect dialect = GuardDialect.of(connection);
            return new JdbcGuard(dialect, new GuardTable(tableName, dialect, lockWait));
        }
    }

    /**
     * Moves the row as the rules say and returns their verdict. The connection must be in a transaction; after
     * {@link Verdict.Refused} and {@link Verdict.Anomaly} the caller rolls it back.
     *
     * @param actionName the action, for people who read the table
     * @param firstStatement whether nothing was done in this transaction yet. Then a deadlock (calls of one branch that
     *     wait while another's insert rolls back can run into one) is solved here, by making the statement again: the
     *     database has undone nothing but this.
     * @throws SQLException if the database failed or the wait was too long; nothing is recorded once the caller rolls
     *     back
     */
    public Verdict enter(
            Connection connection, Phase phase, BranchKey branch, String actionName, boolean firstStatement)
            throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try {
                RowState found = table.record(connection, phase, branch, actionName);
                return GuardRules.verdict(phase, found);
            } catch (SQLException e) {
                if (!firstStatement || attempt == ATTEMPTS || !dialect.isConflict(e)) {
                    throw e;
                }
                dialect.restart(connection);
            }
        }
    }

    /**
     * Plays one branch through on the connection: is the table there, does the driver tell what it should? The caller
     * rolls back.
     *
     * @throws SQLException if the table cannot be used
     * @throws IllegalStateException if the rows do not move as the rules say
     */
    public void check(Connection connection) throws SQLException {
        BranchKey branch = new BranchKey("holdfast-check-" + UUID.randomUUID(), 1);
        expect(connection, Phase.TRY, branch, new Verdict.Run(RowState.TRIED));
        expect(connection, Phase.TRY, branch, new Verdict.AlreadyDone());
        expect(connection, Phase.CANCEL, branch, new Verdict.Run(RowState.ROLLBACKED));
        expect(connection, Phase.CANCEL, branch, new Verdict.AlreadyDone());
        BranchKey never = new BranchKey(branch.xid(), 2);
        expect(connection, Phase.CANCEL, never, new Verdict.EmptyRollback());
        expect(connection, Phase.CANCEL, never, new Verdict.EmptyRollback());
    }

    private void expect(Connection connection, Phase phase, BranchKey branch, Verdict expected) throws SQLException {
        Verdict verdict = enter(connection, phase, branch, "holdfast-check", false);
        if (!verdict.equals(expected)) {
            throw new IllegalStateException("the guard does not work on this database: " + phase + " gave " + verdict
                    + " instead of " + expected);
        }
    }

    GuardTable table() {
        return table;
    }

    /** The directory of this database's migrations below {@code io/holdfast/sql/participant}. */
    public String migrations() {
        return dialect.migrations();
    }
}
