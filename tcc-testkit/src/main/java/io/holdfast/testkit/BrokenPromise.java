// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

/**
 * A promise that the participant does not keep. The message says it all, so there is no stack trace; what the participant
 * threw, where that is the point, is the cause.
 */
public final class BrokenPromise extends AssertionError {

    private static final long serialVersionUID = 1L;

    BrokenPromise(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
