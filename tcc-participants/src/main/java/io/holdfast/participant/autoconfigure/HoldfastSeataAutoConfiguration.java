// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.autoconfigure;

import io.holdfast.participant.autoconfigure.HoldfastGuardAutoConfiguration.Target;
import io.holdfast.participant.call.CallKeeper;
import io.holdfast.participant.guard.jdbc.GuardCleaner;
import io.holdfast.participant.guard.jdbc.TransactionalGuard;
import io.holdfast.participant.seata.GuardFenceConfig;
import io.holdfast.participant.seata.GuardFenceHandler;
import org.apache.seata.rm.fence.SpringFenceConfig;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.Ordered;

/** Makes the guard the fence of Seata's client, where there is one. */
@AutoConfiguration(
        after = HoldfastGuardAutoConfiguration.class,
        beforeName = "org.apache.seata.spring.boot.autoconfigure.SeataSpringFenceAutoConfiguration")
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@ConditionalOnClass(SpringFenceConfig.class)
@ConditionalOnBean(TransactionalGuard.class)
@ConditionalOnProperty(name = "seata.enabled", havingValue = "true", matchIfMissing = true)
public final class HoldfastSeataAutoConfiguration {

    @Bean
    GuardFenceHandler holdfastGuardFenceHandler(
            TransactionalGuard guard, GuardCleaner cleaner, ObjectProvider<CallKeeper> keeper) {
        return new GuardFenceHandler(guard, cleaner, keeper.getIfAvailable(() -> CallKeeper.NONE));
    }

    /** Eager even in an application of lazy beans: nobody asks for it, the client finds it in its extension point. */
    @Bean
    @Lazy(false)
    GuardFenceConfig holdfastGuardFenceConfig(GuardFenceHandler handler, Target target) {
        return new GuardFenceConfig(handler, target.dataSource(), target.transactions());
    }

    /** Once all beans are there, and so the client knows their actions: a wrong declaration stops the start. */
    @Bean
    @Lazy(false)
    SmartInitializingSingleton holdfastDeclarationsCheck(GuardFenceHandler handler) {
        return handler::checkDeclarations;
    }
}
