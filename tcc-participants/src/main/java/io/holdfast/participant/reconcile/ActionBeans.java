// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.reconcile;

import io.holdfast.participant.call.Action;
import io.holdfast.participant.call.Actions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Finds the bean behind an action's name. Looks at the beans that exist: a lazy one is not made for it, and a proxy of
 * somebody else's service, which has the same interface, comes from a factory bean and is passed over.
 */
public final class ActionBeans {

    /** A bean and one action of it. */
    public record Found(Object bean, Action action) {}

    private final ConfigurableListableBeanFactory beans;
    private final Actions actions;

    public ActionBeans(ConfigurableListableBeanFactory beans, Actions actions) {
        this.beans = beans;
        this.actions = actions;
    }

    /** All that have that name; one, if all is well. */
    public List<Found> named(String actionName) {
        List<Found> found = new ArrayList<>();
        for (String name : beans.getBeanDefinitionNames()) {
            if (!beans.containsSingleton(name) || beans.isFactoryBean(name)) {
                continue;
            }
            Object bean = beans.getSingleton(name);
            for (Action action : actions.of(Objects.requireNonNull(bean))) {
                if (action.name(bean).equals(actionName) && found.stream().noneMatch(other -> other.bean() == bean)) {
                    found.add(new Found(bean, action));
                }
            }
        }
        return found;
    }
}
