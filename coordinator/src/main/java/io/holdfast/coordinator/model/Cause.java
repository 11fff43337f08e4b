// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.model;

/** Who or what made a decision. */
public enum Cause {
    /** The caller asked for it. */
    CALLER,
    /** The deadline passed while the transaction was undecided. */
    TIMEOUT
}
