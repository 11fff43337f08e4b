// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.compare;

import java.util.Arrays;
import java.util.Collection;

/** A figure over several rounds. */
record Spread(double least, double median, double most) {
    /** @param values at least one */
    static Spread of(Collection<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(sorted[0], median, sorted[sorted.length - 1]);
    }

    boolean isMeasured() {
        return !Double.isNaN(median);
    }
}
