// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.model;

/** What an operator may do to a transaction that has not ended. */
public enum Action {
    /** Calls what is outstanding now, instead of at the end of its back-off. */
    RETRY,
    /** Decides an undecided transaction as its caller could. */
    COMMIT,
    /** Decides an undecided transaction as its caller could. */
    CANCEL,
    /** Takes a branch whose calls fail for done, because somebody has carried it out by hand. */
    SETTLE,
    /** Calls a branch slowly from now on, whatever it has failed so far. */
    PARK,
    /** Calls a parked branch now, and counts its failures anew. */
    RESUME;

    /** Whether it says what only the participants or the caller can know: two operators may be asked to agree on it. */
    public boolean isForced() {
        return this == COMMIT || this == CANCEL || this == SETTLE;
    }

    /** What it decides; null if it decides nothing. */
    public Decision decision() {
        return switch (this) {
            case COMMIT -> Decision.COMMIT;
            case CANCEL -> Decision.CANCEL;
            default -> null;
        };
    }
}
