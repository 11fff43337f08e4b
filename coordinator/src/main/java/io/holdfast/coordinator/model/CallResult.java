// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.model;

/** How a Confirm or Cancel call ended. */
public sealed interface CallResult {
    /** The participant acknowledged: it is done, now or before. */
    record Done() implements CallResult {}

    /**
     * It failed, or nobody knows: it is called again later. Calling twice is safe, the guard sees to that.
     *
     * @param error for people: who said what; null becomes a text that says so
     */
    record Retry(String error) implements CallResult {
        /** A cause that says nothing, as many an exception's message, must not look like no failure. */
        public Retry {
            error = error == null ? "no reason given" : error;
        }
    }
}
