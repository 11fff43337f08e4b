// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.run;

import java.util.Arrays;

/** Percentiles by nearest rank: always a value that was measured. */
final class Percentile {
    private Percentile() {}

    /**
     * @param percent above 0, at most 100
     * @param values at least one; left as they are
     */
    static long of(int percent, long... values) {
        if (values.length == 0 || percent <= 0 || percent > 100) {
            throw new IllegalArgumentException("percentile " + percent + " of " + values.length + " values");
        }
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        int rank = (int) (((long) percent * sorted.length + 99) / 100);
        return sorted[rank - 1];
    }
}
