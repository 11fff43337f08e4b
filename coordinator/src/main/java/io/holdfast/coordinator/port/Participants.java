// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.port;

import io.holdfast.coordinator.model.BranchCall;

/** Calls the participants that the coordinator reaches by itself. Safe for any thread. */
public interface Participants {
    /**
     * Starts a call of a branch that has a target. Neither blocks nor throws; the outcome, once, comes back through
     * {@link Coordinator#offer} by {@link BranchCall#answered}.
     */
    void call(BranchCall call);
}
