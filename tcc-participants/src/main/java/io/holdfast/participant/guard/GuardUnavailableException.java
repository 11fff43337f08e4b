// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.guard;

/** The guard's row could not be read or written. Nothing took effect; the call may be made again. */
public final class GuardUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Names what failed and why.
     *
     * @param what the guard could not do, as the end of a sentence
     */
    public GuardUnavailableException(String what, Exception cause) {
        super("the guard could not " + what + ": " + cause.getMessage(), cause);
    }
}
