// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.guard.jdbc;

import static io.holdfast.participant.guard.Phase.CANCEL;
import static io.holdfast.participant.guard.Phase.CONFIRM;
import static io.holdfast.participant.guard.Phase.TRY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.participant.guard.BranchKey;
import io.holdfast.participant.guard.GuardAnomalyException;
import io.holdfast.participant.guard.GuardUnavailableException;
import io.holdfast.participant.guard.TryRefusedException;
import io.holdfast.participant.guard.jdbc.TransactionalGuard.Call;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

final class TransactionalGuardTest {

    private static final Call CALL = Call.of(new BranchKey("127.0.0.1:8091:7", 70), "freeze");

    private TestDatabase database;
    private DataSourceTransactionManager transactions;
    private JdbcTemplate business;
    private TransactionalGuard guard;

    @BeforeEach
    void open() throws SQLException {
        database = TestDatabase.h2("transactional", "").withGuardTable("h2");
        database.execute("DELETE FROM tcc_fence_log");
        database.execute("DROP TABLE IF EXISTS effect");
        database.execute("CREATE TABLE effect (what VARCHAR(20) NOT NULL)");
        transactions = new DataSourceTransactionManager(database.pool());
        business = new JdbcTemplate(database.pool());
        guard = new TransactionalGuard(
                JdbcGuard.on(database.pool(), "tcc_fence_log", Duration.ofSeconds(5)), database.pool(), transactions);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private String effect(String what) {
        business.update("INSERT INTO effect VALUES (?)", what);
        return what;
    }

    private boolean effect(String what, boolean answer) {
        effect(what);
        return answer;
    }

    private List<String> effects() throws SQLException {
        return database.query("SELECT what FROM effect");
    }

    private List<String> rows() throws SQLException {
        return database.query("SELECT status FROM tcc_fence_log");
    }

    private String tryOnce() throws Throwable {
        return guard.tryOnce(CALL, () -> effect("try"), () -> "as before");
    }

    private boolean confirm(boolean answer) throws Throwable {
        return guard.finishOnce(CONFIRM, CALL, () -> effect("confirm", answer));
    }

    private boolean cancel(boolean answer) throws Throwable {
        return guard.finishOnce(CANCEL, CALL, () -> effect("cancel", answer));
    }

    @Test
    void aDuplicateTryIsAnsweredAsBeforeAndDoesNothing() throws Throwable {
        assertThat(tryOnce()).isEqualTo("try");
        assertThat(tryOnce()).isEqualTo("as before");
        assertThat(effects()).containsExactly("try");
    }

    @Test
    void aTryThatThrowsLeavesNothingAndItsExceptionArrivesAsItIs() throws Throwable {
        IOException checked = new IOException("no connection to the warehouse");
        assertThatThrownBy(() -> guard.tryOnce(
                        CALL,
                        () -> {
                            effect("try");
                            throw checked;
                        },
                        () -> "as before"))
                .isSameAs(checked);
        assertThat(effects()).isEmpty();
        assertThat(rows()).isEmpty();
        assertThat(tryOnce()).isEqualTo("try");
    }

    @Test
    void confirmRunsOnceAndIsThenDone() throws Throwable {
        tryOnce();
        assertThat(confirm(true)).isTrue();
        assertThat(confirm(true)).isTrue();
        assertThat(effects()).containsExactly("try", "confirm");
        assertThat(rows()).containsExactly("2");
    }

    @Test
    void aConfirmThatAnswersFalseOrThrowsLeavesTheTryAndIsRunAgain() throws Throwable {
        tryOnce();
        assertThat(confirm(false)).isFalse();
        assertThatThrownBy(() -> guard.finishOnce(CONFIRM, CALL, () -> {
                    effect("confirm");
                    throw new IllegalStateException("the ledger is closed");
                }))
                .hasMessage("the ledger is closed");
        assertThat(effects()).containsExactly("try");
        assertThat(rows()).containsExactly("1");
        assertThat(confirm(true)).isTrue();
        assertThat(effects()).containsExactly("try", "confirm");
    }

    @Test
    void aCancelThatAnswersFalseLeavesTheTryAndIsRunAgain() throws Throwable {
        tryOnce();
        assertThat(cancel(false)).isFalse();
        assertThat(rows()).containsExactly("1");
        assertThat(cancel(true)).isTrue();
        assertThat(cancel(true)).isTrue();
        assertThat(effects()).containsExactly("try", "cancel");
        assertThat(rows()).containsExactly("3");
    }

    @Test
    void anEmptyRollbackSucceedsWithoutBusinessAndTheLateTryIsRefused() throws Throwable {
        assertThat(cancel(true)).isTrue();
        assertThat(cancel(true)).isTrue();
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(this::tryOnce)
                    .isInstanceOf(TryRefusedException.class)
                    .hasMessageContainingAll("freeze", "branch 70 of 127.0.0.1:8091:7", "cancelled before");
        }
        assertThat(effects()).isEmpty();
    }

    @Test
    void aConfirmWithoutATryIsNeverTrueAndLeavesNothing() throws Throwable {
        assertThatThrownBy(() -> confirm(true))
                .isInstanceOf(GuardAnomalyException.class)
                .hasMessageContainingAll("CONFIRM", "branch 70 of 127.0.0.1:8091:7", "no Try");
        assertThat(rows()).isEmpty();
        assertThat(effects()).isEmpty();
    }

    @Test
    void aConfirmAfterCancelAndACancelAfterConfirmAreNeverTrue() throws Throwable {
        tryOnce();
        cancel(true);
        assertThatThrownBy(() -> confirm(true)).isInstanceOf(GuardAnomalyException.class);
        assertThat(rows()).containsExactly("3");
        database.execute("UPDATE tcc_fence_log SET status = 2");
        assertThatThrownBy(() -> cancel(true)).isInstanceOf(GuardAnomalyException.class);
        assertThat(rows()).containsExactly("2");
        assertThat(effects()).containsExactly("try", "cancel");
    }

    @Test
    void insideTheCallersTransactionRowAndBusinessCommitAndRollBackWithIt() throws Throwable {
        TransactionTemplate callers = new TransactionTemplate(transactions);
        callers.executeWithoutResult(status -> {
            effect("callers own");
            tryInside();
            assertThat(business.queryForObject("SELECT COUNT(*) FROM tcc_fence_log", Integer.class))
                    .isEqualTo(1);
            status.setRollbackOnly();
        });
        assertThat(rows()).isEmpty();
        assertThat(effects()).isEmpty();
        callers.executeWithoutResult(status -> {
            effect("callers own");
            tryInside();
        });
        assertThat(rows()).containsExactly("1");
        assertThat(effects()).containsExactly("callers own", "try");
    }

    private void tryInside() {
        try {
            tryOnce();
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aTransactionManagerOfAnotherDatabaseIsFoundOutBeforeAnythingHappens() throws Throwable {
        try (TestDatabase other = TestDatabase.h2("other", "")) {
            TransactionalGuard wrong = new TransactionalGuard(
                    JdbcGuard.on(database.pool(), "tcc_fence_log", Duration.ofSeconds(5)),
                    database.pool(),
                    new DataSourceTransactionManager(other.pool()));
            assertThatThrownBy(() -> wrong.tryOnce(CALL, () -> effect("try"), () -> "as before"))
                    .hasMessageContaining("I11");
            assertThatThrownBy(wrong::check).hasMessageContaining("I11");
        }
        assertThat(rows()).isEmpty();
        assertThat(effects()).isEmpty();
    }

    @Test
    void theBusinessRunsAtTheIsolationThatWasAskedFor() throws Throwable {
        Call serializable = new Call(CALL.branch(), CALL.actionName(), TransactionDefinition.ISOLATION_SERIALIZABLE);
        String isolation = guard.tryOnce(
                serializable,
                () -> business.queryForObject(
                        "SELECT ISOLATION_LEVEL FROM INFORMATION_SCHEMA.SESSIONS WHERE SESSION_ID = SESSION_ID()",
                        String.class),
                () -> "as before");
        assertThat(isolation).isEqualTo("SERIALIZABLE");
    }

    @Test
    void aMissingTableIsAnOperatingErrorThatNamesTheCall() throws Throwable {
        database.execute("DROP TABLE tcc_fence_log");
        assertThatThrownBy(this::tryOnce)
                .isInstanceOf(GuardUnavailableException.class)
                .hasMessageContainingAll(TRY.name(), "branch 70", "TCC_FENCE_LOG");
        assertThatThrownBy(guard::check).isInstanceOf(GuardUnavailableException.class);
        assertThat(effects()).isEmpty();
    }
}
