// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.port;

import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.BranchCall;
import io.holdfast.coordinator.model.ReplyTo;

/**
 * A lane's way out: each lane has its own and is its only user, so an implementation may gather what one batch sends and
 * put it on the wire at {@link #endOfBatch()}. Nothing here blocks, and nothing throws for a peer that has gone away.
 * Calls come from one thread at a time: the lane's own, and once that has ended, whoever finds that it offered too late.
 */
public interface Outbox {
    void reply(ReplyTo to, Answer answer);

    /**
     * Sends a Confirm or Cancel. Its outcome, also "there is nobody to call", comes back through
     * {@link Coordinator#offer}; a call that is never answered is timed out by the lane.
     */
    void call(BranchCall call);

    /** The lane has handed over all of its batch. */
    void endOfBatch();
}
