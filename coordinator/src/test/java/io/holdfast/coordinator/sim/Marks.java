// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.sim;

import java.util.Map;
import java.util.TreeMap;

/** How often each fault met each kind of thing: proof that the worlds go where they are meant to go. */
final class Marks {
    private final Map<String, Long> hits = new TreeMap<>();

    void hit(String fault, String where) {
        hits.merge(fault + " x " + where, 1L, Long::sum);
    }

    void addAll(Marks others) {
        others.hits.forEach((mark, count) -> hits.merge(mark, count, Long::sum));
    }

    Map<String, Long> hits() {
        return hits;
    }
}
