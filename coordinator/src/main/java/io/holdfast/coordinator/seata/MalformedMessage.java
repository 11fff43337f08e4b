// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

/**
 * A peer sent what no client sends: its connection is closed, and nothing else happens (I26). Carries no stack trace,
 * because it says nothing about this program, and a hostile peer could make many.
 */
final class MalformedMessage extends RuntimeException {
    MalformedMessage(String message) {
        super(message, null, false, false);
    }
}
