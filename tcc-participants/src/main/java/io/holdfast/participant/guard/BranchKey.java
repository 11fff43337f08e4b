// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.guard;

import java.util.Objects;

/** Names a branch: the transaction's id as the coordinator gave it, and the branch's own. */
public record BranchKey(String xid, long branchId) {

    /** As long as the column {@code tcc_fence_log.xid}. */
    public static final int MAX_XID_LENGTH = 128;

    public BranchKey {
        Objects.requireNonNull(xid, "xid");
        if (xid.isBlank() || xid.length() > MAX_XID_LENGTH) {
            throw new IllegalArgumentException(
                    "an xid has 1 to " + MAX_XID_LENGTH + " characters, not " + xid.length() + ": " + xid);
        }
    }

    @Override
    public String toString() {
        return "branch " + branchId + " of " + xid;
    }
}
