// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.call;

import static io.holdfast.participant.guard.Phase.CANCEL;
import static io.holdfast.participant.guard.Phase.CONFIRM;
import static io.holdfast.participant.guard.Phase.TRY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.participant.BranchCall;
import io.holdfast.participant.BranchContext;
import io.holdfast.participant.BusinessKey;
import io.holdfast.participant.PermanentRefusalException;
import io.holdfast.participant.TccAction;
import io.holdfast.participant.guard.GuardAnomalyException;
import io.holdfast.participant.guard.Phase;
import io.holdfast.participant.guard.TryAlreadyDoneException;
import io.holdfast.participant.guard.jdbc.JdbcGuard;
import io.holdfast.participant.guard.jdbc.TestDatabase;
import io.holdfast.participant.guard.jdbc.TransactionalGuard;
import io.holdfast.participant.plain.PlainActions;
import io.holdfast.participant.seata.SeataActions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.seata.common.Constants;
import org.apache.seata.common.holder.ObjectHolder;
import org.apache.seata.rm.tcc.api.BusinessActionContext;
import org.apache.seata.rm.tcc.api.BusinessActionContextParameter;
import org.apache.seata.rm.tcc.api.BusinessActionContextUtil;
import org.apache.seata.rm.tcc.api.TwoPhaseBusinessAction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;

/** Beans without any container: what the entry makes of them. */
final class GuardedBranchCallsTest {

    private static final String XID = "127.0.0.1:8091:7";

    /** Two actions in one bean. */
    public static class Warehouse {
        private final JdbcTemplate jdbc;

        Warehouse(JdbcTemplate jdbc) {
            this.jdbc = jdbc;
        }

        @TwoPhaseBusinessAction(name = "stock", commitMethod = "sell", rollbackMethod = "release")
        public String freeze(
                BusinessActionContext branch,
                @BusinessActionContextParameter("sku") String sku,
                @BusinessKey @BusinessActionContextParameter("line") long line) {
            jdbc.update("INSERT INTO effect VALUES (?)", "froze " + sku);
            if (sku.equals("adds")) {
                BusinessActionContextUtil.addContext("shelf", 17);
            }
            return "froze " + sku + " for " + branch.getBranchId();
        }

        public boolean sell(BusinessActionContext branch) {
            return jdbc.update("INSERT INTO effect VALUES (?)", "sold " + branch.getActionContext("sku")) == 1;
        }

        public boolean release(BusinessActionContext branch) {
            return jdbc.update("INSERT INTO effect VALUES (?)", "released " + branch.getActionContext("sku")) == 1;
        }

        @TwoPhaseBusinessAction(name = "van", commitMethod = "drive", rollbackMethod = "park")
        public CompletableFuture<Boolean> load(@BusinessActionContextParameter("van") String van) {
            jdbc.update("INSERT INTO effect VALUES (?)", "loaded " + van);
            return CompletableFuture.completedFuture(true);
        }

        public boolean drive(BusinessActionContext branch) {
            return true;
        }

        public boolean park(BusinessActionContext branch) {
            return true;
        }
    }

    /** Its annotation names a method that is not there. */
    public static final class Misdeclared {
        @TwoPhaseBusinessAction(name = "wrong", commitMethod = "sel")
        public boolean freeze() {
            return true;
        }
    }

    /** Tells somebody outside before it fails. */
    private record Letter(JdbcTemplate jdbc) implements TccAction<String> {
        @Override
        public String name() {
            return "letter";
        }

        @Override
        public Object prepare(BranchContext branch, String request) throws Exception {
            throw new java.io.IOException("posted " + request + ", but no receipt");
        }

        @Override
        public void confirm(BranchContext branch, String request) {}

        @Override
        public void cancel(BranchContext branch, String request) {
            jdbc.update("INSERT INTO effect VALUES (?)", "called back " + request);
        }

        @Override
        public boolean cancelOnFailedTry() {
            return true;
        }
    }

    private TestDatabase database;
    private JdbcTemplate jdbc;
    private Warehouse warehouse;
    private GuardedBranchCalls calls;

    /** Seata's starter, which is on the class path here, reads its settings from Spring's environment. */
    @BeforeAll
    static void giveSeataAnEnvironment() {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "seata", Map.of("seata.config.type", "file", "seata.config.file.name", "file.conf")));
        ObjectHolder.INSTANCE.setObject(Constants.OBJECT_KEY_SPRING_CONFIGURABLE_ENVIRONMENT, environment);
    }

    @BeforeEach
    void open() throws SQLException {
        database = TestDatabase.h2("branch-calls", "").withGuardTable("h2");
        jdbc = new JdbcTemplate(database.pool());
        jdbc.execute("CREATE TABLE IF NOT EXISTS effect (what VARCHAR(40) NOT NULL)");
        for (String table : List.of("effect", "tcc_fence_log", "tcc_business_key")) {
            jdbc.execute("DELETE FROM " + table);
        }
        warehouse = new Warehouse(jdbc);
        calls = new GuardedBranchCalls(
                new Actions(List.of(new PlainActions(), new SeataActions())),
                new TransactionalGuard(
                        JdbcGuard.on(database.pool(), "tcc_fence_log", Duration.ofSeconds(5)),
                        database.pool(),
                        new DataSourceTransactionManager(database.pool())),
                System::nanoTime);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private Object call(Object bean, String action, Phase phase, long branch, Object... arguments) throws Throwable {
        return calls.call(bean, action, new BranchCall(XID, branch, phase, 1, 5000), arguments);
    }

    private List<String> effects() {
        return jdbc.queryForList("SELECT what FROM effect", String.class);
    }

    private List<Integer> rows() {
        return jdbc.queryForList("SELECT status FROM tcc_fence_log ORDER BY branch_id", Integer.class);
    }

    @Test
    void ofSeveralActionsTheOneThatIsNamedIsCalled() throws Throwable {
        assertThat(call(warehouse, "freeze", TRY, 1, null, "S", 1L)).isEqualTo("froze S for 1");
        assertThat(call(warehouse, "stock", CONFIRM, 1, null, "S", 1L)).isEqualTo(true);
        assertThat(effects()).containsExactly("froze S", "sold S");
        assertThatThrownBy(() -> call(warehouse, null, TRY, 2, null, "S", 2L))
                .isInstanceOf(PermanentRefusalException.class)
                .hasMessageContainingAll("several actions", "stock", "van");
    }

    @Test
    void aRepeatedTryThatAnsweredWithMoreThanSuccessIsToldSo() throws Throwable {
        call(warehouse, "freeze", TRY, 1, null, "S", 1L);
        for (long branch : new long[] {1, 2}) {
            assertThatThrownBy(() -> call(warehouse, "freeze", TRY, branch, null, "S", 1L))
                    .isInstanceOf(TryAlreadyDoneException.class);
        }
        assertThat(effects()).containsExactly("froze S");
    }

    /** The second one's answer is an exception: nothing of it stays, and its Confirm finds the first one's effect. */
    @Test
    void theBranchOfATryThatWasToldSoIsConfirmedWithTheOther() throws Throwable {
        call(warehouse, "freeze", TRY, 1, null, "S", 1L);
        assertThatThrownBy(() -> call(warehouse, "freeze", TRY, 2, null, "S", 1L))
                .isInstanceOf(TryAlreadyDoneException.class);
        assertThat(call(warehouse, "freeze", CONFIRM, 2, null, "S", 1L)).isEqualTo(true);
        assertThat(call(warehouse, "freeze", CONFIRM, 1, null, "S", 1L)).isEqualTo(true);
        assertThat(effects()).containsExactly("froze S", "sold S");
        assertThat(rows()).containsExactly(2, 2);
    }

    @Test
    void whatATryAddsToTheActionContextWouldBeLostSoItIsRefused() {
        assertThatThrownBy(() -> call(warehouse, "freeze", TRY, 1, null, "adds", 1L))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("adds to the action context");
        assertThat(effects()).isEmpty();
        assertThat(rows()).isEmpty();
    }

    @Test
    void aTryThatAnswersLaterIsRefused() {
        assertThatThrownBy(() -> call(warehouse, "load", TRY, 1, "V-1"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("answers later");
        assertThat(effects()).isEmpty();
    }

    @Test
    void aCallThatNoTryCanBeMadeWithIsCancelledWithoutOne() throws Throwable {
        assertThatThrownBy(() -> call(warehouse, "freeze", TRY, 1, null, "S")).hasMessageContaining("3 arguments");
        assertThatThrownBy(() -> call(warehouse, "freeze", TRY, 2, null, null, 1L))
                .hasMessageContaining("must not be null");
        assertThatThrownBy(() -> call(new Object(), "freeze", TRY, 3)).hasMessageContaining("no participant");
        assertThat(call(warehouse, "freeze", CANCEL, 1, null, "S")).isEqualTo(true);
        assertThat(call(warehouse, "freeze", CANCEL, 2, null, null, 1L)).isEqualTo(true);
        assertThat(call(new Object(), "freeze", CANCEL, 3)).isEqualTo(true);
        assertThat(rows()).containsExactly(4, 4, 4);
        assertThatThrownBy(() -> call(warehouse, "freeze", CONFIRM, 2, null, "S", 1L))
                .isInstanceOf(GuardAnomalyException.class);
    }

    /** Such as after a deployment that renamed the action: what Try did must not be forgotten. */
    @Test
    void whatWasTriedIsNeverCancelledWithoutItsMethod() throws Throwable {
        call(warehouse, "freeze", TRY, 1, null, "S", 1L);
        assertThatThrownBy(() -> call(warehouse, "freez", CANCEL, 1, null, "S", 1L))
                .isInstanceOf(PermanentRefusalException.class);
        assertThat(rows()).containsExactly(1);
        assertThat(call(warehouse, "freeze", CANCEL, 1, null, "S", 1L)).isEqualTo(true);
        assertThat(effects()).containsExactly("froze S", "released S");
    }

    @Test
    void aPlainActionMayAskForItsCancelAfterATryThatFailed() throws Throwable {
        Letter letter = new Letter(jdbc);
        assertThatThrownBy(() -> call(letter, "prepare", TRY, 1, "A")).hasMessage("posted A, but no receipt");
        assertThat(call(letter, "prepare", CANCEL, 1, "A")).isEqualTo(true);
        assertThat(call(letter, "prepare", CANCEL, 1, "A")).isEqualTo(true);
        assertThat(effects()).containsExactly("called back A");
    }

    @Test
    void aWrongDeclarationNamesClassAndMethod() {
        assertThatThrownBy(() -> call(new Misdeclared(), "freeze", TRY, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("Misdeclared", "sel(");
    }
}
