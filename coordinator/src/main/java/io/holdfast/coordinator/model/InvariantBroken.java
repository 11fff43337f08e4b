// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.model;

/** A bug was seen. Caught only at a lane's top, which halts the lane. */
public final class InvariantBroken extends RuntimeException {
    InvariantBroken(String which) {
        super("broken invariant: " + which);
    }
}
