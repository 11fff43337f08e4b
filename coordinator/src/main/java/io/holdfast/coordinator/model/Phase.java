// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.model;

/** What a phase-2 call asks of a participant. */
public enum Phase {
    CONFIRM,
    CANCEL
}
