// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.guard;

/** A Try whose time was over. Nothing was written: its transaction was not begun, or is rolled back. */
public final class TryExpiredException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Says when it was noticed.
     *
     * @param when the end of a sentence, such as "when it arrived"
     * @param cause what noticed it; null if we did
     */
    public TryExpiredException(BranchKey branch, String actionName, String when, Throwable cause) {
        super(
                "Try of " + actionName + " refused (" + branch + "): the transaction's deadline had passed " + when,
                cause);
    }
}
