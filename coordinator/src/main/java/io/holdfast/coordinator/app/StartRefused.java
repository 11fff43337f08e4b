// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.app;

/** The coordinator cannot start; the message names the cause and the cure, so no stack trace is shown. */
final class StartRefused extends RuntimeException {
    StartRefused(String message, Throwable cause) {
        super(message, cause);
    }
}
