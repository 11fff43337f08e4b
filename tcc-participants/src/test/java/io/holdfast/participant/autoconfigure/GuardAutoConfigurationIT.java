// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.participant.BranchCalls;
import io.holdfast.participant.BusinessKey;
import io.holdfast.participant.guard.TryAlreadyDoneException;
import io.holdfast.participant.guard.jdbc.SharedMySql;
import io.holdfast.participant.guard.jdbc.TestDatabase;
import io.holdfast.participant.guard.jdbc.TransactionalGuard;
import io.holdfast.participant.seata.BranchRegister;
import io.holdfast.participant.seata.GuardFenceConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.apache.seata.core.model.BranchType;
import org.apache.seata.integration.tx.api.fence.DefaultCommonFenceHandler;
import org.apache.seata.rm.DefaultResourceManager;
import org.apache.seata.rm.fence.SpringFenceConfig;
import org.apache.seata.rm.tcc.api.BusinessActionContext;
import org.apache.seata.rm.tcc.api.LocalTCC;
import org.apache.seata.rm.tcc.api.TwoPhaseBusinessAction;
import org.apache.seata.spring.annotation.GlobalTransactionScanner;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.PlatformTransactionManager;

/** Whole applications, as an unmodified participant starts them, with Seata's starter on the class path. */
final class GuardAutoConfigurationIT {

    static final class OfflineScanner extends GlobalTransactionScanner {
        private static final long serialVersionUID = 1L;

        OfflineScanner() {
            super("guard-test", "guard-test-group");
        }

        @Override
        protected void initClient() {}
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {
        @Bean
        static GlobalTransactionScanner globalTransactionScanner() {
            return new OfflineScanner();
        }
    }

    /** A bean of the application's own, and so made before those of any auto-configuration, that needs the guard. */
    @Configuration(proxyBeanMethods = false)
    static class EarlyUser {
        @Bean
        List<TransactionalGuard> earlyUser(TransactionalGuard guard) {
            return List.of(guard);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoDatabases {
        @Bean
        DataSource orders() {
            return new DriverManagerDataSource("jdbc:h2:mem:two-orders;DB_CLOSE_DELAY=-1", "sa", "");
        }

        @Bean
        DataSource reports() {
            return new DriverManagerDataSource("jdbc:h2:mem:two-reports;DB_CLOSE_DELAY=-1", "sa", "");
        }

        @Bean
        PlatformTransactionManager ordersTransactions(DataSource orders) {
            return new DataSourceTransactionManager(orders);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class NamedAmongTwo {
        @Bean
        DataSource seataSpringFenceDataSource() {
            return new DriverManagerDataSource("jdbc:h2:mem:two-named;DB_CLOSE_DELAY=-1", "sa", "");
        }

        @Bean
        DataSource reports() {
            return new DriverManagerDataSource("jdbc:h2:mem:two-reports;DB_CLOSE_DELAY=-1", "sa", "");
        }

        @Bean
        PlatformTransactionManager seataSpringFenceTransactionManager(DataSource seataSpringFenceDataSource) {
            return new DataSourceTransactionManager(seataSpringFenceDataSource);
        }

        @Bean
        PlatformTransactionManager reportsTransactions(DataSource reports) {
            return new DataSourceTransactionManager(reports);
        }
    }

    /** The key is none of the parameters that Seata's client knows. */
    @LocalTCC
    interface Keyed {
        @TwoPhaseBusinessAction(name = "keyed", useTCCFence = true)
        boolean freeze(@BusinessKey String orderNo);

        boolean commit(BusinessActionContext branch);

        boolean rollback(BusinessActionContext branch);
    }

    static class KeyedBusiness implements Keyed {
        /** The client's actions are one list per JVM: this one is for this application alone. */
        KeyedBusiness() {
            assertThat(DefaultResourceManager.get()).isNotNull(); // it fills its map when it is made
            DefaultResourceManager.mockResourceManager(BranchType.TCC, new BranchRegister());
        }

        @Override
        public boolean freeze(String orderNo) {
            return true;
        }

        @Override
        public boolean commit(BusinessActionContext branch) {
            return true;
        }

        @Override
        public boolean rollback(BusinessActionContext branch) {
            return true;
        }
    }

    private static final AtomicInteger LAST_DATABASE = new AtomicInteger();

    private String url;

    @BeforeEach
    void nameDatabase() {
        url = "jdbc:h2:mem:autoconfigured" + LAST_DATABASE.incrementAndGet() + ";DB_CLOSE_DELAY=-1";
    }

    private ConfigurableApplicationContext start(List<Class<?>> sources, String... properties) {
        List<String> all = new ArrayList<>(List.of(
                "--spring.application.name=guard-test",
                "--spring.main.banner-mode=off",
                "--seata.enable-auto-data-source-proxy=false"));
        if (!sources.contains(TwoDatabases.class) && !sources.contains(NamedAmongTwo.class)) {
            all.add("--spring.datasource.url=" + url);
        }
        Arrays.stream(properties).map("--"::concat).forEach(all::add);
        if (all.stream().noneMatch(argument -> argument.startsWith("--spring.flyway."))) {
            all.add("--spring.flyway.enabled=false"); // the application's own; it is there as soon as Flyway is
        }
        List<Class<?>> classes = new ArrayList<>(sources);
        classes.add(Application.class);
        return new SpringApplicationBuilder(classes.toArray(Class<?>[]::new))
                .web(WebApplicationType.NONE)
                .run(all.toArray(String[]::new));
    }

    private ConfigurableApplicationContext start(String... properties) {
        return start(List.of(), properties);
    }

    /** The stock client's extension point leads to the guard, and to this table. */
    private static void assertGuardIn(DataSource dataSource, String table) {
        String xid = "127.0.0.1:8091:" + System.nanoTime();
        assertThat(DefaultCommonFenceHandler.get().prepareFence(xid, 1L, "freeze", () -> "answer"))
                .isEqualTo("answer");
        assertThat(new JdbcTemplate(dataSource)
                        .queryForList("SELECT status FROM " + table + " WHERE xid = ?", Integer.class, xid))
                .containsExactly(1);
        assertThatThrownBy(() -> DefaultCommonFenceHandler.get().prepareFence(xid, 1L, "freeze", () -> "answer"))
                .hasCauseInstanceOf(TryAlreadyDoneException.class);
    }

    private static String messages(Throwable failure) {
        StringBuilder all = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            all.append(cause.getMessage()).append('\n');
        }
        return all.toString();
    }

    @Test
    void withNoSettingAtAllTheGuardIsInPlaceAndItsTableIsThere() {
        try (ConfigurableApplicationContext application = start()) {
            assertThat(application.getBean(SpringFenceConfig.class)).isInstanceOf(GuardFenceConfig.class);
            assertGuardIn(application.getBean(DataSource.class), "tcc_fence_log");
        }
    }

    @Test
    void inAnApplicationOfLazyBeansToo() {
        try (ConfigurableApplicationContext application = start("spring.main.lazy-initialization=true")) {
            assertGuardIn(application.getBean(DataSource.class), "tcc_fence_log");
        }
    }

    @Test
    void onRealMySqlTheTableIsCreatedToo() throws Exception {
        url = SharedMySql.jdbcUrl("autoconfigured");
        try (ConfigurableApplicationContext application = start(
                        "spring.datasource.username=" + SharedMySql.user(),
                        "spring.datasource.password=" + SharedMySql.password());
                TestDatabase database = SharedMySql.database("autoconfigured")) {
            assertGuardIn(application.getBean(DataSource.class), "tcc_fence_log");
            assertThat(database.query("SHOW TABLES"))
                    .containsExactlyInAnyOrder(
                            "tcc_fence_log", "tcc_business_key", "tcc_branch_call", "holdfast_participant_history");
        }
    }

    @Test
    void theApplicationsOwnMigrationsAndVersionsAreNotMet() {
        DataSource dataSource = new DriverManagerDataSource(url, "sa", "");
        Flyway own = Flyway.configure()
                .dataSource(dataSource)
                .locations("classpath:io/holdfast/participant/autoconfigure/app")
                .load();
        own.migrate();
        for (int start = 0; start < 2; start++) {
            try (ConfigurableApplicationContext application = start()) {
                assertGuardIn(application.getBean(DataSource.class), "tcc_fence_log");
            }
            own.validate();
            assertThat(own.info().applied()).hasSize(1);
        }
    }

    /** Flyway refuses to begin in a schema that already has a table: the guard's must not be there yet. */
    @Test
    void theApplicationsOwnMigrationsGoFirst() {
        try (ConfigurableApplicationContext application = start(
                List.of(EarlyUser.class),
                "spring.flyway.locations=classpath:io/holdfast/participant/autoconfigure/app")) {
            assertThat(application.getBean(Flyway.class).info().applied()).hasSize(1);
            assertGuardIn(application.getBean(DataSource.class), "tcc_fence_log");
        }
    }

    @Test
    void aTableThatSeatasFenceUsedIsTakenAsItIs() {
        JdbcTemplate jdbc = new JdbcTemplate(new DriverManagerDataSource(url, "sa", ""));
        jdbc.execute("CREATE TABLE tcc_fence_log (xid VARCHAR(128) NOT NULL, branch_id BIGINT NOT NULL,"
                + " action_name VARCHAR(64) NOT NULL, status TINYINT NOT NULL, gmt_create TIMESTAMP(3) NOT NULL,"
                + " gmt_modified TIMESTAMP(3) NOT NULL, PRIMARY KEY (xid, branch_id))");
        jdbc.update("INSERT INTO tcc_fence_log VALUES ('a:1:2', 3, 'freeze', 4, NOW(), NOW())");
        try (ConfigurableApplicationContext application = start()) {
            assertGuardIn(application.getBean(DataSource.class), "tcc_fence_log");
            assertThatThrownBy(() -> DefaultCommonFenceHandler.get().prepareFence("a:1:2", 3L, "freeze", () -> true))
                    .hasRootCauseMessage("Try of freeze refused (branch 3 of a:1:2): the branch was cancelled before"
                            + " this Try came");
        }
    }

    @Test
    void theTableNameOfSeatasSettingIsKept() {
        new JdbcTemplate(new DriverManagerDataSource(url, "sa", ""))
                .execute("CREATE TABLE my_fence (xid VARCHAR(128), branch_id BIGINT, action_name VARCHAR(64),"
                        + " status TINYINT, gmt_create TIMESTAMP(3), gmt_modified TIMESTAMP(3),"
                        + " PRIMARY KEY (xid, branch_id))");
        try (ConfigurableApplicationContext application = start("seata.tcc.fence.log-table-name=my_fence")) {
            assertGuardIn(application.getBean(DataSource.class), "my_fence");
        }
    }

    @Test
    void aMissingTableStopsTheStartAndTheMessageSaysWhatToDo() {
        assertThatThrownBy(() -> start("holdfast.participant.guard.create-table=false"))
                .satisfies(failure -> assertThat(messages(failure))
                        .contains("V1__tcc_fence_log.sql", "holdfast.participant.guard.create-table", "TCC_FENCE_LOG"));
    }

    @Test
    void unknownKeysAndImpossibleValuesStopTheStartWithTheKeysName() {
        assertThatThrownBy(() -> start("holdfast.participant.guard.retension=2d"))
                .satisfies(failure -> assertThat(messages(failure)).contains("retension"));
        assertThatThrownBy(() -> start("holdfast.participant.guard.retention=10m"))
                .satisfies(failure -> assertThat(messages(failure))
                        .contains("holdfast.participant.guard.retention is PT10M and must be an hour or more"));
        assertThatThrownBy(() -> start("holdfast.participant.guard.lock-wait=0s"))
                .satisfies(
                        failure -> assertThat(messages(failure)).contains("holdfast.participant.guard.lock-wait is"));
        assertThatThrownBy(() -> start("holdfast.participant.guard.table=tcc fence"))
                .satisfies(failure -> assertThat(messages(failure)).contains("not a plain table name: tcc fence"));
    }

    @Test
    void switchedOffItLeavesSeatasOwnFenceInPlace() {
        try (ConfigurableApplicationContext application = start("holdfast.participant.guard.enabled=false")) {
            assertThat(application.getBean(SpringFenceConfig.class)).isNotInstanceOf(GuardFenceConfig.class);
        }
    }

    @Test
    void whereSeatasClientIsSwitchedOffTheGuardIsThereForTheCoordinatorsCalls() {
        try (ConfigurableApplicationContext application = start("seata.enabled=false")) {
            assertThat(application.getBeansOfType(SpringFenceConfig.class)).isEmpty();
            assertThat(application.getBean(BranchCalls.class)).isNotNull();
        }
    }

    @Test
    void aBusinessKeyThatSeatasClientWouldNotTellStopsTheStart() {
        try {
            assertThatThrownBy(() -> start(List.of(KeyedBusiness.class)))
                    .satisfies(failure -> assertThat(messages(failure))
                            .contains("@BusinessKey", "freeze", "@BusinessActionContextParameter"));
        } finally {
            DefaultResourceManager.mockResourceManager(BranchType.TCC, new BranchRegister());
        }
    }

    @Test
    void withoutADatabaseItKeepsOut() {
        try (ConfigurableApplicationContext application = start("spring.autoconfigure.exclude="
                + "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration,"
                + "org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration")) {
            assertThat(application.getBeansOfType(SpringFenceConfig.class)).isEmpty();
        }
    }

    @Test
    void amongSeveralDatabasesItAsksForANameRatherThanGuess() {
        assertThatThrownBy(() -> start(List.of(TwoDatabases.class))).satisfies(failure -> assertThat(messages(failure))
                .contains("cannot tell which DataSource", "@Primary", "seataSpringFenceDataSource"));
        try (ConfigurableApplicationContext application = start(List.of(NamedAmongTwo.class))) {
            assertGuardIn(application.getBean("seataSpringFenceDataSource", DataSource.class), "tcc_fence_log");
        }
    }
}
