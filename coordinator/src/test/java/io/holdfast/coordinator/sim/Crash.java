// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.sim;

/** The process of the coordinator dies here. */
final class Crash extends Error {
    private static final long serialVersionUID = 1L;

    Crash() {
        super("crash", null, false, false);
    }
}
