// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.guard;

/**
 * A duplicate of a Try that took effect, whose first answer cannot be given again because the action answers with more
 * than success or failure. The business did not run again; whoever holds the first answer may go on with it.
 */
public final class TryAlreadyDoneException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public TryAlreadyDoneException(BranchKey branch, String actionName) {
        super("Try of " + actionName + " took effect before (" + branch + ") and did not run again");
    }
}
