// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.load;

import java.util.List;

/**
 * How far a soak has come.
 *
 * @param branches registered; each confirmed, cancelled, or still awaited
 * @param repeated calls of branches that had been called before: faults make them, and participants bear them
 */
public record SoakReport(
        long transactions,
        long branches,
        long confirmed,
        long cancelled,
        long repeated,
        long awaited,
        long reconnects,
        long problemCount,
        List<String> problems) {}
