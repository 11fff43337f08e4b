// SPDX-License-Identifier: Apache-2.0
package io.holdfast.api;

/** What an answer waits for. */
public enum WaitFor {
    /** The transaction is on disk, and will end one way or the other whatever happens. */
    ACCEPTED,
    /** It is decided: Confirm for all branches, or Cancel for all. What is decided is never reversed. */
    DECIDED,
    /** Every branch has acknowledged its Confirm or Cancel. */
    COMPLETED
}
