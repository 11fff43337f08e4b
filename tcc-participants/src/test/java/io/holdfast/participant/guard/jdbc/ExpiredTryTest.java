// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.guard.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.participant.guard.BranchKey;
import io.holdfast.participant.guard.Deadline;
import io.holdfast.participant.guard.Declared;
import io.holdfast.participant.guard.TryExpiredException;
import io.holdfast.participant.guard.jdbc.TransactionalGuard.Call;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A Try with a deadline, on a clock that the test moves. */
final class ExpiredTryTest {

    private static final BranchKey BRANCH = new BranchKey("127.0.0.1:8091:7", 70);

    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 1_000_000); // about to overflow, as it may
    private TestDatabase database;
    private JdbcTemplate jdbc;
    private DataSourceTransactionManager transactions;
    private TransactionalGuard guard;

    @BeforeEach
    void open() throws SQLException {
        database = TestDatabase.h2("expired", "").withGuardTable("h2");
        jdbc = new JdbcTemplate(database.pool());
        jdbc.execute("DELETE FROM tcc_fence_log");
        jdbc.execute("CREATE TABLE IF NOT EXISTS effect (what VARCHAR(20) NOT NULL)");
        jdbc.execute("DELETE FROM effect");
        transactions = new DataSourceTransactionManager(database.pool());
        guard = new TransactionalGuard(
                JdbcGuard.on(database.pool(), "tcc_fence_log", Duration.ofSeconds(5)), database.pool(), transactions);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private Call call(long millis) {
        return new Call(
                BRANCH,
                "freeze",
                TransactionDefinition.ISOLATION_DEFAULT,
                Declared.NOTHING,
                Deadline.in(millis, clock::get));
    }

    private String business(long takesMillis) {
        jdbc.update("INSERT INTO effect VALUES ('try')");
        pass(takesMillis);
        return "done";
    }

    private void pass(long millis) {
        clock.addAndGet(Duration.ofMillis(millis).toNanos());
    }

    private List<String> effects() {
        return jdbc.queryForList("SELECT what FROM effect", String.class);
    }

    private void assertNothingWritten() {
        assertThat(effects()).isEmpty();
        assertThat(jdbc.queryForList("SELECT status FROM tcc_fence_log", Integer.class))
                .isEmpty();
    }

    @Test
    void inTimeItRuns() throws Throwable {
        assertThat(guard.tryOnce(call(50), () -> business(49), () -> "as before"))
                .isEqualTo("done");
        assertThat(effects()).containsExactly("try");
    }

    @Test
    void withNoTimeLeftItDoesNotBegin() {
        for (long millis : new long[] {0, -1, Long.MIN_VALUE}) {
            assertThatThrownBy(() -> guard.tryOnce(call(millis), () -> business(0), () -> "as before"))
                    .isInstanceOf(TryExpiredException.class)
                    .hasMessageContainingAll("freeze", "branch 70", "when it arrived");
        }
        assertNothingWritten();
    }

    @Test
    void withItsTimeUsedUpByTheBusinessNothingIsWritten() {
        assertThatThrownBy(() -> guard.tryOnce(call(50), () -> business(50), () -> "as before"))
                .isInstanceOf(TryExpiredException.class)
                .hasMessageContaining("when it was about to commit");
        assertNothingWritten();
    }

    /** What other parts of the transaction do at its end, such as writing what they have collected, counts too. */
    @Test
    void withItsTimeUsedUpByWhatComesBeforeTheCommitNothingIsWritten() {
        assertThatThrownBy(() -> guard.tryOnce(
                        call(50),
                        () -> {
                            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                                @Override
                                public int getOrder() {
                                    return 1000;
                                }

                                @Override
                                public void beforeCommit(boolean readOnly) {
                                    business(60);
                                }
                            });
                            return "done";
                        },
                        () -> "as before"))
                .isInstanceOf(TryExpiredException.class);
        assertNothingWritten();
    }

    /** The caller's transaction is the one that commits. */
    @Test
    void insideTheCallersTransactionItIsTheCommitOfThatOneThatCounts() {
        TransactionTemplate callers = new TransactionTemplate(transactions);
        assertThatThrownBy(() -> callers.executeWithoutResult(status -> {
                    try {
                        guard.tryOnce(call(50), () -> business(10), () -> "as before");
                    } catch (Throwable e) {
                        throw new AssertionError(e);
                    }
                    pass(40);
                }))
                .isInstanceOf(TryExpiredException.class);
        assertNothingWritten();
    }

    @Test
    void aDuplicateThatComesTooLateIsRefusedAndTheFirstStays() throws Throwable {
        guard.tryOnce(call(50), () -> business(0), () -> "as before");
        assertThatThrownBy(() -> guard.tryOnce(call(0), () -> business(0), () -> "as before"))
                .isInstanceOf(TryExpiredException.class);
        assertThat(guard.tryOnce(call(50), () -> business(0), () -> "as before"))
                .isEqualTo("as before");
        assertThat(effects()).containsExactly("try");
    }
}
