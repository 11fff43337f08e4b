// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.guard.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.participant.guard.BranchKey;
import io.holdfast.participant.guard.Deadline;
import io.holdfast.participant.guard.Declared;
import io.holdfast.participant.guard.TryExpiredException;
import io.holdfast.participant.guard.jdbc.GuardContract.Isolation;
import io.holdfast.participant.guard.jdbc.TransactionalGuard.Call;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;

/** On real MySQL: a Try that waits for a lock does not wait longer than its transaction has. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ExpiredTryIT {

    private static final BranchKey BRANCH = new BranchKey("127.0.0.1:8091:7", 70);

    /** Far less than innodb_lock_wait_timeout (50 s) and the guard's own wait. */
    private static final Duration SOON = Duration.ofSeconds(6);

    private TestDatabase database;
    private JdbcTemplate jdbc;
    private TransactionalGuard guard;

    @BeforeAll
    void open() throws SQLException {
        database = SharedMySql.database("expired").withGuardTable("mysql");
        jdbc = new JdbcTemplate(database.pool());
        jdbc.execute("CREATE TABLE stock (sku VARCHAR(10) PRIMARY KEY, available INT NOT NULL)");
        jdbc.update("INSERT INTO stock VALUES ('S', 10)");
        guard = new TransactionalGuard(
                JdbcGuard.on(database.pool(), "tcc_fence_log", Duration.ofSeconds(30)),
                database.pool(),
                new DataSourceTransactionManager(database.pool()));
    }

    @AfterAll
    void close() {
        database.close();
    }

    @BeforeEach
    void empty() {
        jdbc.update("DELETE FROM tcc_fence_log");
    }

    private Call call() {
        return new Call(
                BRANCH,
                "freeze",
                Isolation.READ_COMMITTED.level,
                new Declared("O-1", false),
                Deadline.in(800, System::nanoTime));
    }

    private boolean freeze() {
        return jdbc.update("UPDATE stock SET available = available - 1 WHERE sku = 'S'") == 1;
    }

    private void refusedSoonWhile(String lockingSql) throws SQLException {
        try (Connection other = database.pool().getConnection();
                Statement lock = other.createStatement()) {
            other.setAutoCommit(false);
            lock.execute(lockingSql);
            long before = System.nanoTime();
            assertThatThrownBy(() -> guard.tryOnce(call(), this::freeze, () -> false))
                    .isInstanceOf(TryExpiredException.class)
                    .hasMessageContaining("deadline had passed while it ran");
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(SOON);
            other.rollback();
            other.setAutoCommit(true);
        }
        assertThat(jdbc.queryForObject("SELECT COUNT(*) FROM tcc_fence_log", Integer.class))
                .isZero();
        assertThat(jdbc.queryForObject("SELECT COUNT(*) FROM tcc_business_key", Integer.class))
                .isZero();
        assertThat(jdbc.queryForObject("SELECT available FROM stock", Integer.class))
                .isEqualTo(10);
    }

    @Test
    void whileItWaitsForAnotherCallOfItsBranch() throws SQLException {
        refusedSoonWhile("INSERT INTO tcc_fence_log VALUES ('" + BRANCH.xid() + "', 70, 'freeze', 1, NOW(3), NOW(3))");
    }

    @Test
    void whileItWaitsForAnotherBranchWithItsBusinessKey() throws SQLException {
        refusedSoonWhile("INSERT INTO tcc_business_key VALUES ('" + BRANCH.xid() + "', 'freeze', 'O-1', 71, NOW(3))");
    }

    @Test
    void whileItsBusinessWaitsForARow() throws SQLException {
        refusedSoonWhile("SELECT * FROM stock FOR UPDATE");
    }
}
