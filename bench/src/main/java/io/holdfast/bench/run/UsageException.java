// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.run;

/** The command line cannot be understood; the message says which part of it. */
final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
