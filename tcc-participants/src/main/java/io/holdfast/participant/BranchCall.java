// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant;

import io.holdfast.participant.guard.Phase;
import java.util.Objects;

/**
 * What a coordinator says with every call, as its headers do.
 *
 * @param xid the transaction, 1 to 128 characters
 * @param branchId the branch
 * @param attempt the how-manieth call of this phase this is, from 1
 * @param remainingMillis counted from now. Try: until the transaction's deadline; with zero or less the Try is refused.
 *     Confirm and Cancel: how long the coordinator waits for the answer
 */
public record BranchCall(String xid, long branchId, Phase phase, int attempt, long remainingMillis) {
    public BranchCall {
        Objects.requireNonNull(xid, "xid");
        Objects.requireNonNull(phase, "phase");
        if (attempt < 1) {
            throw new IllegalArgumentException("attempts count from 1, not from " + attempt);
        }
    }
}
