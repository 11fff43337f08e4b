// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.model;

/** What has to have happened to a transaction before whoever asks about it is answered. */
public enum WaitFor {
    /** It is in the log: from here on it will be decided, whatever happens. */
    ACCEPTED,
    /** COMMIT or CANCEL is in the log. */
    DECIDED,
    /** Every branch has acknowledged its Confirm or Cancel. */
    COMPLETED
}
