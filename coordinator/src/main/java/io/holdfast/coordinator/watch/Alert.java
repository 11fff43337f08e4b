// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.watch;

/**
 * That a condition has begun, or ended.
 *
 * @param id of the condition: the same when it ends, and if another coordinator takes it over or this one restarts
 * @param sinceMillis when it began, in milliseconds since 1970
 * @param xid null of a lane
 * @param branchId null but of a branch
 * @param name of the transaction; null of a lane
 * @param participant whom the branch is about; null but of a branch
 * @param message for people
 */
public record Alert(
        String id,
        Kind kind,
        State state,
        long sinceMillis,
        int lane,
        String xid,
        String branchId,
        String name,
        String participant,
        String message) {
    /** What is the matter. */
    public enum Kind {
        BRANCH_PARKED,
        LANE_HALTED,
        TRANSACTION_UNDECIDED
    }

    /** Whether it is, or was. */
    public enum State {
        BEGUN,
        ENDED
    }

    Alert ended() {
        return new Alert(id, kind, State.ENDED, sinceMillis, lane, xid, branchId, name, participant, message);
    }
}
