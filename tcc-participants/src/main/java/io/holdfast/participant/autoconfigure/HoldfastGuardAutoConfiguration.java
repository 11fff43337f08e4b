// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.autoconfigure;

import io.holdfast.participant.call.ActionSource;
import io.holdfast.participant.call.Actions;
import io.holdfast.participant.call.CallKeeper;
import io.holdfast.participant.call.GuardedBranchCalls;
import io.holdfast.participant.guard.GuardUnavailableException;
import io.holdfast.participant.guard.jdbc.GuardCleaner;
import io.holdfast.participant.guard.jdbc.JdbcGuard;
import io.holdfast.participant.guard.jdbc.TransactionalGuard;
import io.holdfast.participant.plain.PlainActions;
import io.holdfast.participant.seata.SeataActions;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * Puts the guard in place in any Spring Boot application that has a data source and a transaction manager, and behind it
 * the way in for a coordinator's calls. Works in Boot 3.5 and 4: what it must come after has moved between the two and is named, not referred to.
 */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration",
            "org.springframework.boot.autoconfigure.jdbc.DataSourceTransactionManagerAutoConfiguration",
            "org.springframework.boot.autoconfigure.orm.jpa.HibernateJpaAutoConfiguration",
            "org.springframework.boot.autoconfigure.transaction.TransactionAutoConfiguration",
            "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
            "org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration",
            "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration",
            "org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration"
        })
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@ConditionalOnClass(DataSourceUtils.class)
@ConditionalOnBean({DataSource.class, PlatformTransactionManager.class})
@ConditionalOnProperty(name = GuardProperties.PREFIX + ".enabled", havingValue = "true", matchIfMissing = true)
@EnableConfigurationProperties(GuardProperties.class)
public final class HoldfastGuardAutoConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(HoldfastGuardAutoConfiguration.class);

    /** Where the guard's table is, and the transaction manager of that very data source. */
    record Target(DataSource dataSource, PlatformTransactionManager transactions) {}

    /** Among several, the ones that are named as for Seata's own fence, else the primary ones. */
    @Bean
    Target holdfastGuardTarget(
            @Qualifier("seataSpringFenceDataSource") ObjectProvider<DataSource> namedDataSource,
            ObjectProvider<DataSource> dataSource,
            @Qualifier("seataSpringFenceTransactionManager")
                    ObjectProvider<PlatformTransactionManager> namedTransactionManager,
            ObjectProvider<PlatformTransactionManager> transactionManager) {
        return new Target(
                choose("DataSource", "seataSpringFenceDataSource", namedDataSource, dataSource),
                choose(
                        "PlatformTransactionManager",
                        "seataSpringFenceTransactionManager",
                        namedTransactionManager,
                        transactionManager));
    }

    private static <T> T choose(String what, String name, ObjectProvider<T> named, ObjectProvider<T> all) {
        T chosen = named.getIfAvailable(all::getIfUnique);
        if (chosen == null) {
            throw new IllegalStateException("the guard cannot tell which " + what + " is the one of the participants:"
                    + " mark it @Primary, or name it " + name);
        }
        return chosen;
    }

    /** After the application's own migrations: Flyway refuses to begin in a schema that already has a table. */
    @Bean
    @DependsOnDatabaseInitialization
    JdbcGuard holdfastJdbcGuard(Target target, GuardProperties settings, Environment environment) throws SQLException {
        String table = settings.table() != null
                ? settings.table()
                : environment.getProperty("seata.tcc.fence.log-table-name", GuardSchema.TABLE);
        JdbcGuard guard = JdbcGuard.on(target.dataSource(), table, settings.lockWait());
        if (settings.createTable() && table.equals(GuardSchema.TABLE) && GuardSchema.canMigrate()) {
            GuardSchema.migrate(target.dataSource(), guard.migrations());
        }
        LOG.info("The guard of TCC branches is in place: table {}, rows kept for {}", table, settings.retention());
        return guard;
    }

    @Bean
    TransactionalGuard holdfastGuard(JdbcGuard guard, Target target) {
        TransactionalGuard transactional = new TransactionalGuard(guard, target.dataSource(), target.transactions());
        try {
            transactional.check();
        } catch (GuardUnavailableException e) {
            throw new IllegalStateException(
                    "the guard cannot use its table. If it does not exist: with org.flywaydb:flyway-core (for MySQL:"
                            + " flyway-mysql) on the class path and " + GuardProperties.PREFIX
                            + ".create-table=true it is created, else create it yourself from "
                            + GuardSchema.location(guard.migrations()) + "/V1__tcc_fence_log.sql. " + e.getMessage(),
                    e);
        }
        return transactional;
    }

    @Bean
    GuardCleaner holdfastGuardCleaner(JdbcGuard guard, Target target, GuardProperties settings) {
        GuardCleaner cleaner = new GuardCleaner(guard, target.dataSource(), settings.retention());
        if (!settings.cleanInterval().isZero()) {
            cleaner.start(settings.cleanInterval());
        }
        return cleaner;
    }

    @Bean
    ActionSource holdfastPlainActions() {
        return new PlainActions();
    }

    /** Only where Seata's annotation can be read at all. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.apache.seata.rm.tcc.api.TwoPhaseBusinessAction")
    static class AnnotatedActions {
        @Bean
        ActionSource holdfastAnnotatedActions() {
            return new SeataActions();
        }
    }

    /** The Dubbo filters know it by its name. */
    @Bean
    Actions holdfastActions(ObjectProvider<ActionSource> sources) {
        return new Actions(sources.orderedStream().toList());
    }

    /** The Dubbo filters know it by its name. */
    @Bean
    GuardedBranchCalls holdfastBranchCalls(
            Actions holdfastActions, TransactionalGuard guard, ObjectProvider<CallKeeper> keeper) {
        return new GuardedBranchCalls(
                holdfastActions, guard, System::nanoTime, keeper.getIfAvailable(() -> CallKeeper.NONE));
    }
}
