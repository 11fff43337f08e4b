// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.autoconfigure;

import io.holdfast.participant.TccAction;
import io.holdfast.participant.call.GuardedBranchCalls;
import io.holdfast.participant.http.ActionRoutes;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * Opens plain actions to a coordinator that calls over HTTP. Only on demand: whoever can reach the path can call them, so
 * it is for the application to say where it is and who may use it.
 */
@AutoConfiguration(after = HoldfastGuardAutoConfiguration.class)
@ConditionalOnClass(RouterFunction.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBean(GuardedBranchCalls.class)
@ConditionalOnProperty(HoldfastHttpAutoConfiguration.PATH)
public final class HoldfastHttpAutoConfiguration {

    static final String PATH = "holdfast.participant.http.path";

    @Bean
    RouterFunction<ServerResponse> holdfastActionRoutes(
            GuardedBranchCalls calls, ObjectProvider<TccAction<?>> actions, Environment environment) {
        String path = environment.getRequiredProperty(PATH);
        if (!path.startsWith("/") || path.endsWith("/")) {
            throw new IllegalArgumentException(PATH + " is " + path + " and must begin with / and not end with it");
        }
        List<TccAction<?>> all = actions.orderedStream().toList();
        return new ActionRoutes(calls, all).under(path);
    }
}
