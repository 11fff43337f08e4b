// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.sim;

/** The oracle saw a broken invariant. An Error, so that nothing between it and the world's top takes it for its own. */
final class Broken extends Error {
    private static final long serialVersionUID = 1L;

    private final String which;

    /** @param which the invariant's number and what was expected, the same for every case of it */
    Broken(String which, String message) {
        super(message);
        this.which = which;
    }

    String which() {
        return which;
    }
}
