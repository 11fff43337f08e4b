// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.load;

import java.util.List;

/**
 * One round of load.
 *
 * @param warmUpMillis runs before anything is measured
 * @param measuredMillis length of the measured window
 * @param watched processes whose cost is taken over that window
 */
public record RoundPlan(Workload workload, long warmUpMillis, long measuredMillis, List<Long> watched) {
    public RoundPlan {
        if (warmUpMillis < 0 || measuredMillis < 1) {
            throw new IllegalArgumentException("times of a round: " + warmUpMillis + " ms, " + measuredMillis + " ms");
        }
        watched = List.copyOf(watched);
    }
}
