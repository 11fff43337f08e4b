// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.clients;

import io.holdfast.participant.BranchCall;
import io.holdfast.participant.call.Actions;
import io.holdfast.participant.call.GuardedBranchCalls;
import io.holdfast.participant.guard.Phase;
import io.holdfast.participant.guard.jdbc.JdbcGuard;
import io.holdfast.participant.guard.jdbc.KeptCalls;
import io.holdfast.participant.guard.jdbc.TransactionalGuard;
import io.holdfast.participant.plain.PlainActions;
import io.holdfast.participant.reconcile.ActionBeans;
import io.holdfast.participant.reconcile.CoordinatorQuery;
import io.holdfast.participant.reconcile.Healer;
import io.holdfast.participant.reconcile.Jackson3Json;
import io.holdfast.participant.reconcile.KeepingCalls;
import io.holdfast.participant.reconcile.ReconcileSettings;
import io.holdfast.participant.reconcile.Reconciler;
import java.math.BigDecimal;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import javax.sql.DataSource;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import tools.jackson.databind.json.JsonMapper;

/** One instance of a participant on some database, put together as its auto-configuration does. */
final class ReconcilingParticipant {

    private static final Duration INTERVAL = Duration.ofSeconds(30);

    private final Jackson3Json json = new Jackson3Json(JsonMapper.builder().build());
    private final JdbcTemplate jdbc;
    private final Shelf shelf;
    private final GuardedBranchCalls calls;
    private final Function<URI, Reconciler> reconcilers;

    ReconcilingParticipant(DataSource dataSource) throws SQLException {
        jdbc = new JdbcTemplate(dataSource);
        shelf = new Shelf(jdbc);
        JdbcGuard guard = JdbcGuard.on(dataSource, "tcc_fence_log", Duration.ofSeconds(10));
        DataSourceTransactionManager transactions = new DataSourceTransactionManager(dataSource);
        KeptCalls kept = new KeptCalls(guard, dataSource, transactions);
        Actions actions = new Actions(List.of(new PlainActions()));
        calls = new GuardedBranchCalls(
                actions,
                new TransactionalGuard(guard, dataSource, transactions),
                System::nanoTime,
                new KeepingCalls(kept, json, Duration.ofSeconds(30), Duration.ofSeconds(60)));
        DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
        beans.registerBeanDefinition("shelf", new RootBeanDefinition(Shelf.class, () -> shelf));
        beans.preInstantiateSingletons();
        Healer healer = new Healer(calls, new ActionBeans(beans, actions), json);
        reconcilers = address -> new Reconciler(
                kept,
                new CoordinatorQuery(address, json),
                healer,
                new ReconcileSettings(INTERVAL, Duration.ofSeconds(90)));
    }

    static void createTables(DataSource dataSource, String dialect) {
        String directory = "io/holdfast/sql/participant/" + dialect;
        new ResourceDatabasePopulator(
                        new ClassPathResource(directory + "/V1__tcc_fence_log.sql"),
                        new ClassPathResource(directory + "/V2__tcc_business_key.sql"),
                        new ClassPathResource(directory + "/V3__tcc_branch_call.sql"))
                .execute(dataSource);
        new JdbcTemplate(dataSource)
                .execute("CREATE TABLE effect (branch_id BIGINT NOT NULL, what VARCHAR(60) NOT NULL)");
    }

    /** Its own; does nothing before it is called. */
    Reconciler reconciler(URI coordinator) {
        return reconcilers.apply(coordinator);
    }

    Shelf shelf() {
        return shelf;
    }

    Object call(Phase phase, String xid, long branchId) {
        try {
            return calls.call(
                    shelf,
                    "prepare",
                    new BranchCall(xid, branchId, phase, 1, 60_000),
                    new Shelf.Request("SKU-1", new BigDecimal("19.90")));
        } catch (Throwable failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** As if the deadline, and what is given on top of it, were over. */
    void letTimePass() {
        jdbc.update("UPDATE tcc_branch_call SET due_at = TIMESTAMP '2020-01-01 00:00:00'");
    }

    void forgetArguments() {
        jdbc.update("UPDATE tcc_branch_call SET arguments = NULL");
    }

    List<String> effects(long branchId) {
        return jdbc.queryForList("SELECT what FROM effect WHERE branch_id = ?", String.class, branchId);
    }

    int state(String xid, long branchId) {
        Integer state = jdbc.queryForObject(
                "SELECT status FROM tcc_fence_log WHERE xid = ? AND branch_id = ?", Integer.class, xid, branchId);
        return state == null ? 0 : state;
    }

    long keptCalls() {
        Long count = jdbc.queryForObject("SELECT COUNT(*) FROM tcc_branch_call", Long.class);
        return count == null ? 0 : count;
    }

    void empty() {
        for (String table : List.of("effect", "tcc_fence_log", "tcc_business_key", "tcc_branch_call")) {
            jdbc.update("DELETE FROM " + table);
        }
    }
}
