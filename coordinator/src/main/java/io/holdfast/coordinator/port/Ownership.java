// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.port;

import io.holdfast.coordinator.model.Input.Request;

/** What a lane has to know of other coordinators. Safe for any thread. */
public interface Ownership {
    /** Nobody else can have it. */
    Ownership ALONE = new Ownership() {
        @Override
        public boolean mayTake(int lane) {
            return true;
        }

        @Override
        public boolean passOn(int lane, Request request) {
            return false;
        }
    };

    /**
     * Asked before a lane is taken, also again after it has lost its log. Blocks for a read.
     *
     * @return false if another coordinator has taken it, who is not to be disturbed
     * @throws LogFailure if that cannot be known now
     */
    boolean mayTake(int lane) throws LogFailure;

    /**
     * Takes a request that the lane will not work on any more. Never blocks.
     *
     * @return false if there is nobody to pass it on to: the lane tells its asker
     */
    boolean passOn(int lane, Request request);
}
