// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.model;

/**
 * The number of a global transaction or of a branch: {@code lane (8 bits) | epoch (20 bits) | counter (35 bits)}, always
 * positive. It holds no clock: a lane's epoch grows with every start and takeover before the first id is given out, so no
 * id is ever used twice (I20).
 */
public record TransactionId(long value) {
    public static final int MAX_LANE = (1 << 8) - 1;
    public static final int MAX_EPOCH = (1 << 20) - 1;
    public static final long MAX_COUNTER = (1L << 35) - 1;

    public static TransactionId of(int lane, int epoch, long counter) {
        Invariant.check(lane >= 0 && lane <= MAX_LANE, "I20 the lane fits into an id");
        Invariant.check(epoch > 0 && epoch <= MAX_EPOCH, "I20 the epoch fits into an id");
        Invariant.check(counter > 0 && counter <= MAX_COUNTER, "I20 the counter fits into an id");
        return new TransactionId(((long) lane << 55) | ((long) epoch << 35) | counter);
    }

    public int lane() {
        return (int) (value >>> 55);
    }

    public int epoch() {
        return (int) (value >>> 35) & MAX_EPOCH;
    }

    public long counter() {
        return value & MAX_COUNTER;
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
