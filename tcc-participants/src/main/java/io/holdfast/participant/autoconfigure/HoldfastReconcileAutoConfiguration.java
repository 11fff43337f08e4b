// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.autoconfigure;

import io.holdfast.participant.autoconfigure.HoldfastGuardAutoConfiguration.Target;
import io.holdfast.participant.call.Actions;
import io.holdfast.participant.call.GuardedBranchCalls;
import io.holdfast.participant.dubbo.DubboJson;
import io.holdfast.participant.guard.jdbc.JdbcGuard;
import io.holdfast.participant.guard.jdbc.KeptCalls;
import io.holdfast.participant.guard.jdbc.TransactionalGuard;
import io.holdfast.participant.reconcile.ActionBeans;
import io.holdfast.participant.reconcile.CoordinatorQuery;
import io.holdfast.participant.reconcile.Healer;
import io.holdfast.participant.reconcile.Jackson2Json;
import io.holdfast.participant.reconcile.Jackson3Json;
import io.holdfast.participant.reconcile.Json;
import io.holdfast.participant.reconcile.KeepingCalls;
import io.holdfast.participant.reconcile.ReconcileMetrics;
import io.holdfast.participant.reconcile.ReconcileSettings;
import io.holdfast.participant.reconcile.Reconciler;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/** Keeps the calls of Trys and reconciles their branches, where the coordinator's address is given. */
@AutoConfiguration(after = HoldfastGuardAutoConfiguration.class)
@ConditionalOnBean(TransactionalGuard.class)
@ConditionalOnProperty(ReconcileProperties.PREFIX + ".coordinator")
@EnableConfigurationProperties(ReconcileProperties.class)
public final class HoldfastReconcileAutoConfiguration {

    private static final String JACKSON_3 = "tools.jackson.databind.json.JsonMapper";
    private static final String JACKSON_2 = "com.fasterxml.jackson.databind.ObjectMapper";
    private static final String DUBBOS = "org.apache.dubbo.common.utils.JsonUtils";

    /** The application's own mapper, which read the arguments if they came over HTTP, else a plain one. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = JACKSON_3)
    static class WithJackson3 {
        @Bean
        @ConditionalOnMissingBean(Json.class)
        Json holdfastJson(ObjectProvider<tools.jackson.databind.json.JsonMapper> mapper) {
            return new Jackson3Json(mapper.getIfUnique(
                    () -> tools.jackson.databind.json.JsonMapper.builder().build()));
        }
    }

    /** As above. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = JACKSON_2)
    @ConditionalOnMissingClass(JACKSON_3)
    static class WithJackson2 {
        @Bean
        @ConditionalOnMissingBean(Json.class)
        Json holdfastJson(ObjectProvider<com.fasterxml.jackson.databind.ObjectMapper> mapper) {
            return new Jackson2Json(mapper.getIfUnique(
                    () -> new com.fasterxml.jackson.databind.ObjectMapper().findAndRegisterModules()));
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = DUBBOS)
    @ConditionalOnMissingClass({JACKSON_3, JACKSON_2})
    static class WithDubbo {
        @Bean
        @ConditionalOnMissingBean(Json.class)
        Json holdfastJson() {
            return new DubboJson();
        }
    }

    @Bean
    KeptCalls holdfastKeptCalls(JdbcGuard guard, Target target) {
        KeptCalls kept = new KeptCalls(guard, target.dataSource(), target.transactions());
        kept.check();
        return kept;
    }

    @Bean
    KeepingCalls holdfastKeepingCalls(KeptCalls kept, ObjectProvider<Json> json, ReconcileProperties settings) {
        return new KeepingCalls(kept, required(json), settings.grace(), settings.assumedTimeout());
    }

    private static Json required(ObjectProvider<Json> json) {
        return json.getIfAvailable(() -> {
            throw new IllegalStateException(ReconcileProperties.PREFIX
                    + " needs a library for JSON, to keep the arguments of Try: add Jackson, or a bean that is a "
                    + Json.class.getName());
        });
    }

    @Bean
    Reconciler holdfastReconciler(
            KeptCalls kept,
            GuardedBranchCalls calls,
            Actions actions,
            ObjectProvider<Json> json,
            ReconcileProperties settings,
            ConfigurableListableBeanFactory beans) {
        return new Reconciler(
                kept,
                new CoordinatorQuery(settings.coordinator(), required(json)),
                new Healer(calls, new ActionBeans(beans, actions), required(json)),
                new ReconcileSettings(
                        settings.interval(), settings.assumedTimeout().plus(settings.grace())));
    }

    /** Once all beans are there, and so all actions. */
    @Bean
    @Lazy(false)
    SmartInitializingSingleton holdfastReconcilerStart(Reconciler reconciler) {
        return reconciler::start;
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "io.micrometer.core.instrument.binder.MeterBinder")
    static class Metrics {
        @Bean
        ReconcileMetrics holdfastReconcileMetrics(Reconciler reconciler) {
            return new ReconcileMetrics(reconciler.counts());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.boot.actuate.endpoint.annotation.Endpoint")
    static class ActuatorEndpoint {
        @Bean
        ReconcileEndpoint holdfastReconcileEndpoint(Reconciler reconciler) {
            return new ReconcileEndpoint(reconciler);
        }
    }
}
