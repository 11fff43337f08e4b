// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.guard;

/** What the guard's row says about a branch. The codes are those of the column {@code tcc_fence_log.status}. */
public enum RowState {
    /** There is no row: no Try committed and no Cancel came. */
    ABSENT(0),
    /** Try took effect. */
    TRIED(1),
    /** Confirm took effect. */
    COMMITTED(2),
    /** Try took effect, and Cancel undid it. */
    ROLLBACKED(3),
    /** Cancel came and found no Try; the row refuses a Try that comes after it. */
    SUSPENDED(4);

    private final int code;

    RowState(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    /** Whether no later call changes the row any more, so that it may be cleaned once it is old enough. */
    public boolean isFinal() {
        return this == COMMITTED || this == ROLLBACKED || this == SUSPENDED;
    }

    /**
     * Reads the column.
     *
     * @throws IllegalStateException for a code that no row can hold: somebody else wrote into the table
     */
    public static RowState ofCode(int code) {
        for (RowState state : values()) {
            if (state.code == code && state != ABSENT) {
                return state;
            }
        }
        throw new IllegalStateException("tcc_fence_log holds status " + code + ", which is none of 1 to 4");
    }
}
