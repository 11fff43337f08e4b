// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.cluster;

/** A peer sent what no coordinator sends: its connection is closed, and nothing else happens (I26). */
final class BadFrame extends RuntimeException {
    /** Without a stack trace: it says nothing about this program. */
    BadFrame(String message) {
        super(message, null, false, false);
    }
}
