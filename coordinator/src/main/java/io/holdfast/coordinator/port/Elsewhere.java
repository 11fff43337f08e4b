// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.port;

import io.holdfast.coordinator.model.Input;

/** The way to lanes that are not served here. Safe for any thread; never blocks. */
public interface Elsewhere {
    /** There is no other coordinator. */
    Elsewhere NOWHERE = (lane, request) -> false;

    /** For requests that any lane can take. */
    int ANY_LANE = -1;

    /**
     * Hands a request to whoever serves the lane, now or in a moment. Its asker gets exactly one answer.
     *
     * @return false if too much is under way already, or there is nobody: nothing was changed
     */
    boolean forward(int lane, Input.Request request);
}
