// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.guard;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A point in time on a clock that only goes forward, so that a wall clock that is set does not move it.
 *
 * @param nanoClock nanoseconds since any moment; {@code System::nanoTime}
 * @param atNanos when it is over, on that clock
 */
public record Deadline(LongSupplier nanoClock, long atNanos) {

    /** Longer than any transaction; keeps the sum within what a difference of two clock readings can tell. */
    private static final Duration LONGEST = Duration.ofDays(365);

    /** So many milliseconds from now; in the past if there are less than none. */
    public static Deadline in(long millis, LongSupplier nanoClock) {
        long bounded = Math.max(-LONGEST.toMillis(), Math.min(LONGEST.toMillis(), millis));
        return new Deadline(nanoClock, nanoClock.getAsLong() + bounded * 1_000_000);
    }

    public boolean isOver() {
        return nanoClock.getAsLong() - atNanos >= 0;
    }

    /** What is left, never negative. */
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, atNanos - nanoClock.getAsLong()));
    }
}
