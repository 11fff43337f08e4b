// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.call;

/** A participant cannot be called now. The message says who and why, for people. */
public final class Unreachable extends Exception {
    private static final long serialVersionUID = 1L;

    public Unreachable(String message, Throwable cause) {
        super(message, cause, false, false); // Met again and again, and the message says all.
    }
}
