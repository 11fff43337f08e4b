// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.guard.jdbc;

import io.holdfast.participant.guard.BranchKey;
import io.holdfast.participant.guard.GuardUnavailableException;
import io.holdfast.participant.guard.RowState;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What Trys were called with, beside the guard's table, and when to look what became of their branches. Owns the SQL and no
 * other state; any thread may use it. Time is the database's own.
 *
 * <p>A Try inserts one row and nobody else's call ever touches the table, so that it cannot add a deadlock: the row of a
 * branch that has become final is removed later, by {@link #forget}, and only rows that are due are.
 */
public final class KeptCalls {

    static final String STANDARD_NAME = "tcc_branch_call";

    /** As long as the column {@code tcc_branch_call.arguments}. */
    public static final int MAX_TEXT_LENGTH = 262_144;

    private static final int MAX_PROBLEM_LENGTH = 32;
    private static final int MAX_DETAIL_LENGTH = 512;

    /**
     * A branch that it is time to look at.
     *
     * @param actionName null if the guard has no row of it any more
     * @param arguments what the Try was called with; null if that could not be kept
     * @param checks how often it was looked at before
     */
    public record Due(BranchKey branch, String actionName, RowState state, String arguments, int checks) {}

    /**
     * A branch that was looked at and not healed.
     *
     * @param triedSeconds how long it has been tried
     * @param checks how often it was looked at
     */
    public record Unhealed(
            BranchKey branch, String actionName, long triedSeconds, int checks, String problem, String detail) {}

    /** What the guard's own row says; null where there is none. */
    private record GuardRow(String actionName, RowState state, long triedSeconds) {
        static final GuardRow NONE = new GuardRow(null, RowState.ABSENT, 0);
    }

    private final JdbcTemplate jdbc;
    private final TransactionTemplate ownTransaction;
    private final String name;
    private final String guardTable;
    private final GuardDialect dialect;

    /** The table in the same schema as the guard's. */
    public KeptCalls(JdbcGuard guard, DataSource dataSource, PlatformTransactionManager transactions) {
        this.jdbc = new JdbcTemplate(dataSource, true);
        this.guardTable = guard.table().name();
        this.name = SideTable.nameBeside(guardTable, STANDARD_NAME);
        this.dialect = guard.dialect();
        this.ownTransaction = new TransactionTemplate(transactions);
        ownTransaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        // No locks on gaps: a row that another instance has removed already must not hold up the Trys next to it.
        ownTransaction.setIsolationLevel(TransactionDefinition.ISOLATION_READ_COMMITTED);
    }

    /**
     * Looks whether the table is there.
     *
     * @throws IllegalStateException if not
     */
    public void check() {
        try {
            jdbc.query("SELECT arguments, due_at, checks, problem, detail FROM " + name + " WHERE 1 = 0", row -> {});
        } catch (DataAccessException e) {
            throw new IllegalStateException(
                    "there is no table " + name + "; if you create the guard's tables yourself, it is in"
                            + " V3__tcc_branch_call.sql next to the others: "
                            + e.getMessage(),
                    e);
        }
    }

    /**
     * Keeps what a Try was called with, in the transaction that the thread has open.
     *
     * @param due from now
     * @param arguments null if there are none to keep
     * @throws GuardUnavailableException if it cannot be written
     */
    public void keep(BranchKey branch, Duration due, String arguments) {
        try {
            insert(branch, due, arguments, 0);
        } catch (DataAccessException e) {
            throw new GuardUnavailableException("keep the call of " + branch, e);
        }
    }

    private void insert(BranchKey branch, Duration due, String arguments, int checks) {
        jdbc.update(
                "INSERT INTO " + name + " (xid, branch_id, arguments, due_at, checks) VALUES (?, ?, ?, "
                        + dialect.secondsAgo() + ", ?)",
                branch.xid(),
                branch.branchId(),
                arguments,
                -seconds(due),
                checks);
    }

    /** Rounded up: better late than before the deadline. */
    private static long seconds(Duration duration) {
        return duration.plusMillis(999).toSeconds();
    }

    /** The branches that it is time to look at, the longest overdue first. Locks nothing. */
    public List<Due> due(int limit) {
        return jdbc.query(
                "SELECT xid, branch_id, arguments, checks FROM " + name
                        + " WHERE due_at <= CURRENT_TIMESTAMP(3) ORDER BY due_at LIMIT ?",
                (row, number) -> {
                    BranchKey branch = new BranchKey(row.getString("xid"), row.getLong("branch_id"));
                    GuardRow guard = guardRow(branch);
                    return new Due(
                            branch,
                            guard.actionName(),
                            guard.state(),
                            row.getString("arguments"),
                            row.getInt("checks"));
                },
                limit);
    }

    /** Not by a join: a table that Seata made may have another collation, and its index would not be used. */
    private GuardRow guardRow(BranchKey branch) {
        List<GuardRow> rows = jdbc.query(
                "SELECT action_name, status, " + dialect.secondsSince("gmt_modified") + " AS tried_seconds FROM "
                        + guardTable + " WHERE xid = ? AND branch_id = ?",
                (row, number) -> new GuardRow(
                        row.getString("action_name"),
                        RowState.ofCode(row.getInt("status")),
                        row.getLong("tried_seconds")),
                branch.xid(),
                branch.branchId());
        return rows.isEmpty() ? GuardRow.NONE : rows.get(0);
    }

    /**
     * Takes the branch for this instance.
     *
     * @param lease after which others may take it, if this one ends before it says what came of it
     * @return false if another instance was faster
     */
    public boolean claim(Due due, Duration lease) {
        return jdbc.update(
                        "UPDATE " + name + " SET due_at = " + dialect.secondsAgo()
                                + ", checks = checks + 1 WHERE xid = ? AND branch_id = ? AND checks = ?",
                        -seconds(lease),
                        due.branch().xid(),
                        due.branch().branchId(),
                        due.checks())
                == 1;
    }

    /**
     * Says what came of a look, and when to look again.
     *
     * @param problem null if there is none: the branch is not to be healed yet
     */
    public void later(BranchKey branch, Duration pause, String problem, String detail) {
        jdbc.update(
                "UPDATE " + name + " SET due_at = " + dialect.secondsAgo()
                        + ", problem = ?, detail = ? WHERE xid = ? AND branch_id = ?",
                -seconds(pause),
                cut(problem, MAX_PROBLEM_LENGTH),
                cut(detail, MAX_DETAIL_LENGTH),
                branch.xid(),
                branch.branchId());
    }

    /** Gives a branch back as it was taken, because nothing could be learned about it. */
    public void giveBack(Due due, Duration pause) {
        jdbc.update(
                "UPDATE " + name + " SET due_at = " + dialect.secondsAgo()
                        + ", checks = ? WHERE xid = ? AND branch_id = ? AND checks = ?",
                -seconds(pause),
                due.checks(),
                due.branch().xid(),
                due.branch().branchId(),
                due.checks() + 1);
    }

    /**
     * Removes what was kept of branches that are final. All instances remove in the same order, in one transaction that
     * holds nothing else, so that none waits for another crosswise.
     */
    public void forget(Collection<BranchKey> branches) {
        if (branches.isEmpty()) {
            return;
        }
        List<Object[]> keys = branches.stream()
                .sorted(Comparator.comparing(BranchKey::xid).thenComparing(BranchKey::branchId))
                .map(branch -> new Object[] {branch.xid(), branch.branchId()})
                .toList();
        ownTransaction.executeWithoutResult(
                status -> jdbc.batchUpdate("DELETE FROM " + name + " WHERE xid = ? AND branch_id = ?", keys));
    }

    /**
     * Takes in branches that are tried and that no call was kept of: their Trys ran before calls were kept. Reads the whole
     * table of the guard.
     *
     * @param age for which they must have been tried
     * @return how many
     */
    public int adopt(Duration age, int limit) {
        List<BranchKey> found = jdbc.query(
                "SELECT f.xid, f.branch_id FROM " + guardTable + " f LEFT JOIN " + name
                        + " c ON c.xid = f.xid AND c.branch_id = f.branch_id WHERE f.status = "
                        + RowState.TRIED.code() + " AND c.xid IS NULL AND f.gmt_modified < " + dialect.secondsAgo()
                        + " LIMIT ?",
                (row, number) -> new BranchKey(row.getString(1), row.getLong(2)),
                seconds(age),
                limit);
        return (int) found.stream().filter(this::insertUnlessPresent).count();
    }

    private boolean insertUnlessPresent(BranchKey branch) {
        try {
            insert(branch, Duration.ZERO, null, 0);
            return true;
        } catch (DuplicateKeyException anothers) { // who looks at the same
            return false;
        }
    }

    /** Branches that are still tried, and that were not healed when they were last looked at. */
    public List<Unhealed> unhealed(int limit) {
        List<Unhealed> found = jdbc.query(
                "SELECT xid, branch_id, checks, problem, detail FROM " + name + " WHERE problem IS NOT NULL LIMIT ?",
                (row, number) -> {
                    BranchKey branch = new BranchKey(row.getString("xid"), row.getLong("branch_id"));
                    GuardRow guard = guardRow(branch);
                    return guard.state() != RowState.TRIED
                            ? null
                            : new Unhealed(
                                    branch,
                                    guard.actionName(),
                                    guard.triedSeconds(),
                                    row.getInt("checks"),
                                    row.getString("problem"),
                                    row.getString("detail"));
                },
                limit);
        return found.stream()
                .filter(Objects::nonNull)
                .sorted(Comparator.comparingLong(Unhealed::triedSeconds).reversed())
                .toList();
    }

    private static String cut(String text, int length) {
        return text == null || text.length() <= length ? text : text.substring(0, length);
    }
}
