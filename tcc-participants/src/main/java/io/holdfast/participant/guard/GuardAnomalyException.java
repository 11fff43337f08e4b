// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.guard;

/**
 * A Confirm or Cancel that contradicts what the guard's row says. A person has to look: either the decision changed
 * after it was made, or the row was changed or removed by hand. It is thrown at every retry, so it carries no stack
 * trace; the message says all there is.
 */
public final class GuardAnomalyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public GuardAnomalyException(Phase phase, BranchKey branch, String why) {
        super(phase + " of " + branch + " contradicts the guard's row: " + why, null, false, false);
    }
}
