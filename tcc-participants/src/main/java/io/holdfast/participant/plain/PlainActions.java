// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.plain;

import io.holdfast.participant.TccAction;
import io.holdfast.participant.call.Action;
import io.holdfast.participant.call.ActionSource;
import java.util.List;

/** Beans that are a {@link TccAction}. */
public final class PlainActions implements ActionSource {

    @Override
    public List<Action> actionsOf(Class<?> beanClass) {
        return TccAction.class.isAssignableFrom(beanClass) ? List.of(new PlainAction(beanClass)) : List.of();
    }
}
