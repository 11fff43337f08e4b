// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.guard;

/** What a branch is asked to do. */
public enum Phase {
    TRY,
    CONFIRM,
    CANCEL
}
