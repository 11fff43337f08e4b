// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.engine;

/**
 * When a branch is called again: doubling from {@code firstMillis} up to {@code maxMillis}, and {@code parkedMillis} once
 * parked, each shortened by up to a quarter so that branches that failed together do not come back together.
 *
 * @param parkAfter the number of failed attempts after which a branch is parked
 */
public record Backoff(long firstMillis, long maxMillis, int parkAfter, long parkedMillis) {
    /** No configured time may be longer: sums and doublings of times stay far from an overflow. */
    static final long CENTURY_MILLIS = 36_500L * 24 * 60 * 60 * 1_000;

    public Backoff {
        if (firstMillis < 1 || maxMillis < firstMillis) {
            throw new IllegalArgumentException("back-off: 1 ms <= first <= max expected, got first " + firstMillis
                    + " ms, max " + maxMillis + " ms");
        }
        if (parkAfter < 1 || parkedMillis < 1) {
            throw new IllegalArgumentException("back-off: park-after and parked must be positive, got " + parkAfter
                    + " and " + parkedMillis + " ms");
        }
        if (maxMillis > CENTURY_MILLIS || parkedMillis > CENTURY_MILLIS) {
            throw new IllegalArgumentException("back-off: at most 100 years expected, got max " + maxMillis
                    + " ms, parked " + parkedMillis + " ms");
        }
    }

    /**
     * How long a branch waits that is not parked.
     *
     * @param failedAttempts how often the branch has failed by now, from 1
     * @param branchId what the jitter is drawn from, since the engine has no randomness of its own
     */
    long delayMillis(int failedAttempts, long branchId) {
        return shortened(
                Math.min(maxMillis, firstMillis << Math.min(failedAttempts - 1, 20)), failedAttempts, branchId);
    }

    /** How long a branch waits that is parked. */
    long parkedDelayMillis(int failedAttempts, long branchId) {
        return shortened(parkedMillis, failedAttempts, branchId);
    }

    private static long shortened(long full, int failedAttempts, long branchId) {
        return Math.max(1, full - Math.floorMod(scramble(branchId * 31 + failedAttempts), full / 4 + 1));
    }

    /** The longest that a branch can wait. */
    long longestMillis() {
        return Math.max(maxMillis, parkedMillis);
    }

    private static long scramble(long seed) {
        long mixed = (seed ^ (seed >>> 33)) * 0xff51afd7ed558ccdL;
        return mixed ^ (mixed >>> 29);
    }
}
