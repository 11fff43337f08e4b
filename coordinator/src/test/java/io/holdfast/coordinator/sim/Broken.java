// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.sim;

/** The oracle saw a broken invariant. An Error, so that nothing between it and the world's top takes it for its own. */
final class Broken extends Error {
    private static final long serialVersionUID = 1L;

    Broken(String which) {
        super(which);
    }
}
