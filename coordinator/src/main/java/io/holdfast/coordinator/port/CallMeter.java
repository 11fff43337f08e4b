// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.port;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Counts the calls of one participant: in all, and for latency those of the last minute or so, in two halves of which the
 * older one is dropped when the newer one is full of time. Safe for any thread; its lock is held for a few steps only.
 */
public final class CallMeter {
    private static final long HALF_NANOS = TimeUnit.SECONDS.toNanos(30);
    /** Four buckets to each doubling: from 2^10 ns, a microsecond, to 2^40, eighteen minutes. */
    private static final int PER_DOUBLING = 4;

    private static final int FIRST_DOUBLING = 10;
    private static final int DOUBLINGS = 30;

    private int[] newer = new int[DOUBLINGS * PER_DOUBLING];
    private int[] older = new int[DOUBLINGS * PER_DOUBLING];
    private long newerFailures;
    private long olderFailures;
    private long newerSinceNanos;
    private long calls;
    private long failures;
    private long totalNanos;

    /** @param nowNanos of {@code System.nanoTime()} */
    public CallMeter(long nowNanos) {
        newerSinceNanos = nowNanos;
    }

    /**
     * A call has ended.
     *
     * @param tookNanos from the moment when it was sent
     */
    public synchronized void ended(boolean well, long tookNanos, long nowNanos) {
        turn(nowNanos);
        calls++;
        totalNanos += tookNanos;
        newer[bucket(tookNanos)]++;
        if (!well) {
            failures++;
            newerFailures++;
        }
    }

    private void turn(long nowNanos) {
        long age = nowNanos - newerSinceNanos;
        if (age < HALF_NANOS) {
            return;
        }
        int[] emptied = older;
        Arrays.fill(emptied, 0);
        if (age < 2 * HALF_NANOS) {
            older = newer;
            olderFailures = newerFailures;
            newer = emptied;
        } else {
            Arrays.fill(newer, 0);
            olderFailures = 0;
        }
        newerFailures = 0;
        newerSinceNanos = nowNanos;
    }

    private static int bucket(long nanos) {
        long bounded = Math.max(1L << FIRST_DOUBLING, nanos);
        int doubling = 63 - Long.numberOfLeadingZeros(bounded);
        int quarter = (int) (bounded >>> (doubling - 2)) & (PER_DOUBLING - 1);
        return Math.min((doubling - FIRST_DOUBLING) * PER_DOUBLING + quarter, DOUBLINGS * PER_DOUBLING - 1);
    }

    /** The middle of a bucket, in milliseconds. */
    private static double millis(int bucket) {
        double doubling = Math.pow(2, FIRST_DOUBLING + bucket / PER_DOUBLING);
        return doubling * (1 + (bucket % PER_DOUBLING + 0.5) / PER_DOUBLING) / 1e6;
    }

    public synchronized CallFigures figures(long nowNanos) {
        turn(nowNanos);
        long recent = 0;
        for (int i = 0; i < newer.length; i++) {
            recent += newer[i] + older[i];
        }
        return new CallFigures(
                calls,
                failures,
                totalNanos / 1e6,
                recent,
                newerFailures + olderFailures,
                quantile(recent, 0.5),
                quantile(recent, 0.99));
    }

    private double quantile(long recent, double share) {
        long rank = (long) Math.ceil(recent * share);
        long passed = 0;
        for (int i = 0; i < newer.length && recent > 0; i++) {
            passed += newer[i] + older[i];
            if (passed >= rank) {
                return millis(i);
            }
        }
        return 0;
    }
}
