// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.model;

/**
 * Checks that are always on. A broken one is a bug, never an operating error: the lane that sees it halts, says which,
 * and is recovered from its log.
 */
public final class Invariant {
    private Invariant() {}

    /**
     * @param which the invariant's number and what was expected, such as {@code "I3 a committed branch is never cancelled"}
     * @throws InvariantBroken if {@code holds} is false
     */
    public static void check(boolean holds, String which) {
        if (!holds) {
            throw broken(which);
        }
    }

    /** For where it costs something to say what was expected, and so must not be said every time. */
    public static InvariantBroken broken(String which) {
        return new InvariantBroken(which);
    }
}
