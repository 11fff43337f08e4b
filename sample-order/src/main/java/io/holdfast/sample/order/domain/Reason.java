// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sample.order.domain;

/**
 * Why an order was given up.
 *
 * @param code a {@link io.holdfast.sample.api.Refusal} or a {@link Failure}
 * @param message for a person, at most 500 characters
 */
public record Reason(Enum<?> code, String message) {

    public static Reason timeout(long millis) {
        return new Reason(Failure.TIMEOUT, "It was not decided within " + millis + " ms.");
    }

    public static Reason participantFailed() {
        return new Reason(Failure.PARTICIPANT_FAILED, "A participant could not be reached, or broke.");
    }

    public static Reason restart() {
        return new Reason(Failure.COORDINATOR_RESTARTED, "The coordinator restarted before it was decided.");
    }
}
