// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import io.holdfast.participant.BranchCalls;
import io.holdfast.participant.call.ActionSource;
import io.holdfast.participant.call.Actions;
import io.holdfast.participant.call.GuardedBranchCalls;
import io.holdfast.participant.guard.jdbc.JdbcGuard;
import io.holdfast.participant.guard.jdbc.TransactionalGuard;
import io.holdfast.participant.plain.PlainActions;
import io.holdfast.participant.seata.SeataActions;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.util.ClassUtils;

/** What the participants' auto-configuration puts around a bean, for an object that has no application around it. */
final class GuardOnItsOwn {

    private static final String SCRIPTS = "classpath*:io/holdfast/sql/participant/";
    private static final String SEATAS_ANNOTATION = "org.apache.seata.rm.tcc.api.TwoPhaseBusinessAction";

    private GuardOnItsOwn() {}

    static BranchCalls on(DataSource dataSource) {
        JdbcGuard guard = guard(dataSource);
        TransactionalGuard transactional =
                new TransactionalGuard(guard, dataSource, new DataSourceTransactionManager(dataSource));
        transactional.check();
        return new GuardedBranchCalls(new Actions(sources()), transactional, System::nanoTime);
    }

    private static List<ActionSource> sources() {
        List<ActionSource> sources = new ArrayList<>(List.of(new PlainActions()));
        if (ClassUtils.isPresent(SEATAS_ANNOTATION, GuardOnItsOwn.class.getClassLoader())) {
            SeataOnItsOwn.settle();
            sources.add(new SeataActions());
        }
        return sources;
    }

    private static JdbcGuard guard(DataSource dataSource) {
        try {
            JdbcGuard guard = JdbcGuard.on(dataSource, "tcc_fence_log", Duration.ofSeconds(10));
            Resource[] scripts = new PathMatchingResourcePatternResolver(GuardOnItsOwn.class.getClassLoader())
                    .getResources(SCRIPTS + guard.migrations() + "/V*.sql");
            // They create only what is not there.
            Arrays.sort(scripts, Comparator.comparing(Resource::getFilename));
            new ResourceDatabasePopulator(scripts).execute(dataSource);
            return guard;
        } catch (SQLException | IOException e) {
            throw new IllegalStateException("the guard's tables could not be created: " + e.getMessage(), e);
        }
    }
}
