// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.dubbo;

import io.holdfast.participant.call.Actions;
import io.holdfast.participant.call.GuardedBranchCalls;
import org.apache.dubbo.rpc.Filter;
import org.apache.dubbo.rpc.Invoker;
import org.apache.dubbo.rpc.model.ProviderModel;

/**
 * What our provider filters share. Dubbo makes one of each per application, sets what its setters ask for once, from the
 * Spring beans of these names, and then calls it from any thread. Where the beans are not there (no database, the guard
 * switched off) the filters let everything through.
 */
abstract sealed class ProviderFilter implements Filter permits CoordinatorCallFilter, GuardedCallFilter {

    private GuardedBranchCalls calls;
    private Actions actions;

    /** Called by Dubbo; null if there is no such bean. */
    public void setHoldfastBranchCalls(GuardedBranchCalls calls) {
        this.calls = calls;
    }

    /** Called by Dubbo; null if there is no such bean. */
    public void setHoldfastActions(Actions actions) {
        this.actions = actions;
    }

    final GuardedBranchCalls calls() {
        return calls;
    }

    final Actions actions() {
        return actions;
    }

    /** The bean that the service exports, if it is a participant; else null. */
    final Object participant(Invoker<?> invoker) {
        if (calls == null
                || actions == null
                || !(invoker.getUrl().getServiceModel() instanceof ProviderModel provider)) {
            return null;
        }
        Object bean = provider.getServiceInstance();
        return bean == null || actions.of(bean).isEmpty() ? null : bean;
    }
}
