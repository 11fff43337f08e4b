// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.port;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far a search has come. What begins meanwhile lies beyond its beginning and is not met.
 *
 * @param below per lane, what is still to be searched: all ids smaller than this; lanes that are done are absent
 */
public record SearchPosition(SortedMap<Integer, Long> below) {
    public SearchPosition {
        below = Collections.unmodifiableSortedMap(new TreeMap<>(below));
    }
}
