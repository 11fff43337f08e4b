// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.model;

/** Who or what made a decision. */
public enum Cause {
    /** The caller asked for it. */
    CALLER,
    /** The deadline passed while the transaction was undecided. */
    TIMEOUT,
    /** Every Try that the coordinator called was done: commit. */
    TRIED,
    /** A participant refused its Try: cancel. */
    TRY_REFUSED,
    /** A Try failed, or nobody knows what became of it: cancel. */
    TRY_FAILED,
    /** The coordinator restarted while Trys were under way, and does not know what became of them: cancel. */
    RESTART,
    /** Somebody at the coordinator decided; the record before says who, and why. */
    OPERATOR
}
