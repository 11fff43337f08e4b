// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.call;

import java.util.List;

/** One way to declare actions. */
@FunctionalInterface
public interface ActionSource {

    /**
     * The actions that this class declares this way; none if it is no participant.
     *
     * @param beanClass the class behind all proxies
     * @throws IllegalStateException if a declaration is wrong
     */
    List<Action> actionsOf(Class<?> beanClass);
}
