// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.port;

/** The log did not do what it was asked. The message names the cause and the cure. */
public final class LogFailure extends Exception {
    public LogFailure(String message) {
        super(message);
    }

    public LogFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
