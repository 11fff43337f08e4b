// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.model;

/** What a call asks of a participant. */
public enum Phase {
    /** Called by the coordinator only for branches with a target. */
    TRY,
    CONFIRM,
    CANCEL
}
