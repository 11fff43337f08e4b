// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.load;

/**
 * What every caller does, again and again: begin, register the branches one after another, commit or roll back.
 *
 * @param callers transactions under way at once, at least 1
 * @param branches per transaction, may be 0
 * @param rollbackPercent how many of a hundred transactions are rolled back
 */
public record Workload(int callers, int branches, int rollbackPercent) {
    /** Leaves the request ids of {@link LeanClient} room. */
    public static final int MOST_CALLERS = 1024;

    private static final int SPREAD = 37;

    public Workload {
        if (callers < 1 || callers > MOST_CALLERS) {
            throw new IllegalArgumentException("callers: 1 to " + MOST_CALLERS + " expected, got " + callers);
        }
        if (branches < 0 || branches > 64) {
            throw new IllegalArgumentException("branches: 0 to 64 expected, got " + branches);
        }
        if (rollbackPercent < 0 || rollbackPercent > 100) {
            throw new IllegalArgumentException("rollback: 0 to 100 percent expected, got " + rollbackPercent);
        }
    }

    /** Whether a caller's transaction number {@code number} is committed; the others are spread evenly between. */
    boolean commits(long number) {
        return number * SPREAD % 100 >= rollbackPercent;
    }
}
