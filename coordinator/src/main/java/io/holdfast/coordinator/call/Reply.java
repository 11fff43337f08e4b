// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.call;

import io.holdfast.coordinator.model.CallResult;
import java.util.Objects;

/**
 * How a call ended, and what that says about the participant.
 *
 * @param result for the lane
 * @param health for the breaker
 */
public record Reply(CallResult result, Health health) {
    /** What a call tells about whoever was called. */
    public enum Health {
        /** It answered; that it refused is an answer. */
        WELL,
        /** It could not be reached, did not answer in time, or said that it is in trouble. */
        ILL,
        /** Nothing: the call was no test of it. */
        UNTOLD
    }

    public Reply {
        Objects.requireNonNull(result, "result");
        Objects.requireNonNull(health, "health");
    }

    public static Reply done(String json) {
        return new Reply(new CallResult.Done(json), Health.WELL);
    }

    /** @param reason null if none was given */
    public static Reply refused(String reason) {
        return new Reply(new CallResult.Refused(reason), Health.WELL);
    }

    /** It answered, and has not done it. */
    public static Reply failed(String error) {
        return new Reply(new CallResult.Retry(error), Health.WELL);
    }

    /** It did not answer, or is in trouble. */
    public static Reply broken(String error) {
        return new Reply(new CallResult.Retry(error), Health.ILL);
    }

    /** What is asked can never be sent: nobody was called. */
    public static Reply impossible(String reason) {
        return new Reply(new CallResult.Refused(reason), Health.UNTOLD);
    }
}
