// SPDX-License-Identifier: Apache-2.0
package io.holdfast.api;

/** Where a transaction stands. */
public enum Status {
    /** Undecided. */
    TRYING,
    /** Decided: every branch is confirmed, sooner or later. */
    CONFIRMING,
    /** Every branch is confirmed. */
    CONFIRMED,
    /** Decided: every branch is cancelled, sooner or later. */
    CANCELLING,
    /** Every branch is cancelled. */
    CANCELLED;

    public boolean isDecided() {
        return this != TRYING;
    }

    public boolean isFinal() {
        return this == CONFIRMED || this == CANCELLED;
    }
}
