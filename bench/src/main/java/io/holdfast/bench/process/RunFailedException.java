// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.process;

/** The run cannot go on; the message is for the person who started it and says what to do or where to look. */
public final class RunFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    public RunFailedException(String message) {
        super(message);
    }

    public RunFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
