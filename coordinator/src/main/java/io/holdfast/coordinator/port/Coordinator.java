// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.port;

import io.holdfast.coordinator.model.Input;

/** What the fronts call. Safe for any thread; never blocks. */
public interface Coordinator {
    /**
     * Hands an input to the lane that owns its transaction.
     *
     * @return false if that lane's inbox is full or nobody here owns it: nothing was changed, and the front answers BUSY
     */
    boolean offer(Input input);
}
