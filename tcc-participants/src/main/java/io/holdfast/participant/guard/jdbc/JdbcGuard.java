// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.guard.jdbc;

import io.holdfast.participant.guard.BranchKey;
import io.holdfast.participant.guard.Deadline;
import io.holdfast.participant.guard.Declared;
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

    /** Drivers count the time that a statement may wait in seconds. */
    private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);

    /**
     * What a call brings along.
     *
     * @param actionName the action: for people who read the table, and for business keys
     * @param deadline until when it may wait for other calls, at least a second; null for as long as any call may
     */
    public record Entry(BranchKey branch, String actionName, Declared declared, Deadline deadline) {}

    private final GuardDialect dialect;
    private final GuardTable table;
    private final BusinessKeyTable keys;

    private JdbcGuard(GuardDialect dialect, GuardTable table, BusinessKeyTable keys) {
        this.dialect = dialect;
        this.table = table;
        this.keys = keys;
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
            GuardTable table = new GuardTable(tableName, dialect, lockWait);
            return new JdbcGuard(dialect, table, new BusinessKeyTable(tableName, dialect));
        }
    }

    /** As {@link #enter(Connection, Phase, Entry, boolean)}, for an action that declares nothing more. */
    public Verdict enter(
            Connection connection, Phase phase, BranchKey branch, String actionName, boolean firstStatement)
            throws SQLException {
        return enter(connection, phase, new Entry(branch, actionName, Declared.NOTHING, null), firstStatement);
    }

    /**
     * Moves the row as the rules say and returns their verdict. The connection must be in a transaction; after
     * {@link Verdict.Refused} and {@link Verdict.Anomaly} the caller rolls it back.
     *
     * @param firstStatement whether nothing was done in this transaction yet. Then a deadlock (calls of one branch that
     *     wait while another's insert rolls back can run into one) is solved here, by making the statements again: the
     *     database has undone nothing but these.
     * @throws SQLException if the database failed or the wait was too long; nothing is recorded once the caller rolls
     *     back
     */
    public Verdict enter(Connection connection, Phase phase, Entry entry, boolean firstStatement) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try {
                return enterOnce(connection, phase, entry, false);
            } catch (SQLException e) {
                if (!firstStatement || attempt == ATTEMPTS || !dialect.isConflict(e)) {
                    throw e;
                }
                dialect.restart(connection);
            }
        }
    }

    /** @param again another call of the branch was faster, and its row is followed now */
    private Verdict enterOnce(Connection connection, Phase phase, Entry entry, boolean again) throws SQLException {
        GuardTable rows = waiting(entry.deadline());
        RowState found = rows.record(connection, phase, entry.branch(), entry.actionName());
        boolean afterFailedTry = phase == Phase.CANCEL
                && found == RowState.SUSPENDED
                && entry.declared().cancelOnFailedTry();
        if (entry.declared().hasBusinessKey() && isSurplus(connection, phase, entry, found, afterFailedTry)) {
            Verdict surplus = GuardRules.surplus(phase, found);
            if (found == RowState.ABSENT
                    && surplus instanceof Verdict.Surplus row
                    && phase == Phase.CONFIRM
                    && !rows.insert(connection, entry.branch(), entry.actionName(), row.next())) {
                if (again) {
                    throw new GuardTable.RowVanished("the row", entry.branch()); // an old snapshot does not show it
                }
                return enterOnce(connection, phase, entry, true);
            }
            return surplus;
        }
        if (afterFailedTry) {
            rows.move(connection, entry.branch(), RowState.SUSPENDED, RowState.ROLLBACKED);
            return GuardRules.withFailedTry(phase, found);
        }
        return GuardRules.verdict(phase, found);
    }

    /**
     * Whether another branch holds the business key. A call whose business would take effect takes the key; one that only
     * follows what took effect looks, and finds none where the Try ran before its action had keys.
     */
    private boolean isSurplus(Connection connection, Phase phase, Entry entry, RowState found, boolean afterFailedTry)
            throws SQLException {
        String action = GuardTable.cut(entry.actionName());
        String key = entry.declared().businessKey();
        Duration wait = waiting(entry.deadline()).lockWait();
        if (afterFailedTry || (phase == Phase.TRY && found == RowState.ABSENT)) {
            return keys.isAnothers(connection, entry.branch(), action, key, wait);
        }
        if (found == RowState.TRIED || (phase == Phase.CONFIRM && found == RowState.ABSENT)) {
            Long holder = keys.holder(connection, entry.branch(), action, key, wait);
            return holder != null && holder != entry.branch().branchId();
        }
        return false;
    }

    private GuardTable waiting(Deadline deadline) {
        if (deadline == null) {
            return table;
        }
        Duration left = deadline.remaining();
        return table.waitingAtMost(left.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : left);
    }

    /** Whether a transaction's timeout is a good thing on this database. */
    boolean timeoutsAreOfStatements() {
        return dialect.timeoutsAreOfStatements();
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

    GuardDialect dialect() {
        return dialect;
    }

    /** The directory of this database's migrations below {@code io/holdfast/sql/participant}. */
    public String migrations() {
        return dialect.migrations();
    }
}
