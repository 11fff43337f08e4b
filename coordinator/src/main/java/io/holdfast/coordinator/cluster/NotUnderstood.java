// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.cluster;

/** A peer sent something well-formed that this version does not know, or cannot send something itself. */
final class NotUnderstood extends Exception {
    NotUnderstood(String message) {
        super(message, null, false, false);
    }
}
