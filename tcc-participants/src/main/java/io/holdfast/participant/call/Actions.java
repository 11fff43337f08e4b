// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.call;

import io.holdfast.participant.PermanentRefusalException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.springframework.aop.framework.AopProxyUtils;

/** The actions of all beans, each class read once. Any thread may ask. */
public final class Actions {

    private final List<ActionSource> sources;
    private final Map<Class<?>, List<Action>> known = new ConcurrentHashMap<>();

    public Actions(List<ActionSource> sources) {
        this.sources = List.copyOf(sources);
    }

    /** All actions of the bean; none if it is no participant. */
    public List<Action> of(Object bean) {
        return known.computeIfAbsent(AopProxyUtils.ultimateTargetClass(bean), beanClass -> sources.stream()
                .flatMap(source -> source.actionsOf(beanClass).stream())
                .toList());
    }

    /**
     * The one that is meant.
     *
     * @param name of its Try method, or its own; null if the bean has one action only
     * @throws PermanentRefusalException if the bean has no such action, or several
     */
    public Action find(Object bean, String name) {
        List<Action> all = of(bean);
        List<Action> meant = all.stream()
                .filter(action ->
                        name == null || action.hasTry(name) || action.name(bean).equals(name))
                .toList();
        if (meant.size() == 1) {
            return meant.get(0);
        }
        String whose = AopProxyUtils.ultimateTargetClass(bean).getName();
        if (all.isEmpty()) {
            throw new PermanentRefusalException(whose + " is no participant: it has no action");
        }
        throw new PermanentRefusalException(whose + " has " + (meant.isEmpty() ? "no action" : "several actions")
                + (name == null ? "; which is meant was not said" : " whose Try is " + name) + ". Its actions: "
                + all.stream().map(action -> action.name(bean)).collect(Collectors.joining(", ")));
    }
}
