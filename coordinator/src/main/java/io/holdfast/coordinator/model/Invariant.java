// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.model;

/** Checks that are always on: a broken one is a bug, and halts the lane that sees it. */
public final class Invariant {
    private Invariant() {}

    public static void check(boolean holds, String which) {
        if (!holds) {
            throw new IllegalStateException(which);
        }
    }
}
