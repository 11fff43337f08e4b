// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.guard;

/**
 * A Try that the guard refused because its branch has been decided already (anti-hanging, I10). Nothing was done and
 * nothing must be: the transaction that the Try belongs to is over.
 */
public final class TryRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public TryRefusedException(BranchKey branch, String actionName, String why) {
        super("Try of " + actionName + " refused (" + branch + "): " + why);
    }
}
