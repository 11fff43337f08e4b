// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.terminal;

/** The command line cannot be understood; the message says which part of it. */
public final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    public UsageException(String message) {
        super(message);
    }
}
