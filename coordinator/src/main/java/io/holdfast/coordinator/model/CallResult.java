// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.model;

/** How a Confirm or Cancel call ended. */
public sealed interface CallResult {
    /** The participant acknowledged: it is done, now or before. */
    record Done() implements CallResult {}

    /**
     * It failed, or nobody knows: it is called again later. Calling twice is safe, the guard sees to that.
     *
     * @param error for people: who said what
     */
    record Retry(String error) implements CallResult {}
}
