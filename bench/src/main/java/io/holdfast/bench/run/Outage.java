// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.run;

import java.util.Set;

/**
 * When a coordinator was away. Moments are of {@link System#nanoTime}.
 *
 * @param killed when it was killed
 * @param takenOver from when on the other one served its lanes
 * @param back from when on it served a share of the lanes again
 * @param lanes how many it had
 * @param lanesBack how many it has again
 */
record Outage(long killed, long takenOver, long back, int lanes, int lanesBack) {
    /** What an order may be given up for that no participant has refused. */
    private static final Set<String> NOBODYS_REFUSAL =
            Set.of("", "TIMEOUT", "PARTICIPANT_FAILED", "COORDINATOR_RESTARTED");

    /** When an order was under way. */
    enum Time {
        BEFORE("before the kill"),
        DURING("the kill and the takeover"),
        ALONE("one coordinator"),
        AFTER("both again");

        private final String words;

        Time(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    Time timeOf(Answer answer) {
        if (answer.endedNanos() - killed < 0) {
            return Time.BEFORE;
        }
        if (answer.begunNanos() - takenOver < 0) {
            return Time.DURING;
        }
        return answer.begunNanos() - back < 0 ? Time.ALONE : Time.AFTER;
    }

    double secondsUntilTakenOver() {
        return (takenOver - killed) / 1e9;
    }

    /**
     * Whether an order was given up, and told so to its caller, only because its transaction could not be ended in time: it
     * was under way during the outage, and no participant has refused it.
     */
    boolean excuses(Answer answer) {
        return timeOf(answer) == Time.DURING && answer.isCancelled() && NOBODYS_REFUSAL.contains(answer.reason());
    }
}
