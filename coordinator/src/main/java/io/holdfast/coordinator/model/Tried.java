// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.model;

/**
 * What became of a branch's Try that the coordinator called.
 *
 * @param text of {@code DONE} the result as JSON, null if there was none; of the others the reason, for people
 * @param durationMillis from the call until its answer, or {@link LogRecord#UNKNOWN_DURATION}
 */
public record Tried(long branchId, Outcome outcome, String text, long durationMillis) {
    /** How a Try ended, as far as the coordinator knew at the decision. */
    public enum Outcome {
        DONE,
        /** The participant said no. */
        REFUSED,
        /** Called, and nobody knows what became of it. */
        UNKNOWN
    }
}
