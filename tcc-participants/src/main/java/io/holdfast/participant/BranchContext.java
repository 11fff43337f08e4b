// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant;

import io.holdfast.participant.guard.Deadline;
import java.time.Duration;

/**
 * The branch that a {@link TccAction} is called for.
 *
 * @param attempt the how-manieth call of this phase this is, from 1
 * @param deadline Try: the transaction's; Confirm and Cancel: until when the coordinator waits for the answer
 */
public record BranchContext(String xid, long branchId, int attempt, Deadline deadline) {

    /** The time that is left, never negative. */
    public Duration remaining() {
        return deadline.remaining();
    }
}
