// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.model;

/** How a call of a branch ended. */
public sealed interface CallResult {
    /**
     * The participant acknowledged: it is done, now or before.
     *
     * @param result of a Try, as JSON; null if there is none
     */
    record Done(String result) implements CallResult {
        public Done() {
            this(null);
        }
    }

    /**
     * It failed, or nobody knows. A Confirm or Cancel is called again later, which is safe, the guard sees to that; a Try
     * is not, and its transaction is cancelled.
     *
     * @param error for people: who said what; null becomes a text that says so
     */
    record Retry(String error) implements CallResult {
        /** A cause that says nothing, as many an exception's message, must not look like no failure. */
        public Retry {
            error = error == null ? "no reason given" : error;
        }
    }

    /**
     * The participant says no, and would say so again. A Try's transaction is cancelled; a Confirm or Cancel, which must
     * happen all the same, is parked at once: somebody has to look.
     *
     * @param reason for people; null becomes a text that says so
     */
    record Refused(String reason) implements CallResult {
        public Refused {
            reason = reason == null ? "no reason given" : reason;
        }
    }
}
