// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.sim;

import io.holdfast.coordinator.engine.Engine;
import io.holdfast.coordinator.engine.EngineView;
import io.holdfast.coordinator.engine.EngineView.TransactionView;
import io.holdfast.coordinator.lane.LaneLoop;
import java.lang.reflect.Field;
import java.util.List;

/** Looks into a loop for the engine that it holds; nobody but a judge of its memory has any business there. */
final class LaneMemory {
    private static final Field ENGINE = engineField();

    private final LaneLoop loop;

    LaneMemory(LaneLoop loop) {
        this.loop = loop;
    }

    /** Empty while the lane is halted. */
    List<TransactionView> transactions() {
        try {
            Engine engine = (Engine) ENGINE.get(loop);
            return engine == null ? List.of() : EngineView.of(engine);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Field engineField() {
        for (Field field : LaneLoop.class.getDeclaredFields()) {
            if (field.getType() == Engine.class) {
                field.setAccessible(true);
                return field;
            }
        }
        throw new IllegalStateException("the lane's loop holds no engine any more: see what does, and look there");
    }
}
