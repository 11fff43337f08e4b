// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.model;

import java.util.Objects;

/**
 * What an operator asks for, and why: a record of the transaction that it is about.
 *
 * @param branchId {@link #EVERY_BRANCH}, or the one that is meant. To decide, it is every branch; to settle, it is one
 * @param operator who asks, as whoever let them in knows them; not blank
 * @param reason for those who read the history later; not blank
 */
public record Operation(Action action, long branchId, String operator, String reason) {
    public static final long EVERY_BRANCH = 0;

    public Operation {
        Objects.requireNonNull(action, "action");
        requireText(operator, "operator");
        requireText(reason, "reason");
        if (branchId < 0) {
            throw new IllegalArgumentException("branchId must not be negative, but is " + branchId);
        }
    }

    private static void requireText(String text, String what) {
        if (text == null || text.isBlank()) {
            throw new IllegalArgumentException("an operation needs a text as " + what);
        }
    }

    public boolean isAboutEveryBranch() {
        return branchId == EVERY_BRANCH;
    }

    /** Whether somebody else asks for the same. */
    public boolean isSecondedBy(Operation other) {
        return isSame(other) && !operator.equals(other.operator);
    }

    /** Whether the same operator asks for the same again. */
    public boolean isRepeatedBy(Operation other) {
        return isSame(other) && operator.equals(other.operator);
    }

    private boolean isSame(Operation other) {
        return action == other.action && branchId == other.branchId;
    }
}
