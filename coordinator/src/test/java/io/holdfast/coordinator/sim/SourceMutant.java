// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.sim;

import java.util.ArrayList;
import java.util.List;

/**
 * A deliberate bug in the coordinator's own code, as edits of its source: the real classes know nothing of it.
 *
 * @param seeds within how many seeds, from 1, it must have been seen
 */
record SourceMutant(String name, int seeds, List<Edit> edits) {
    /**
     * @param file below {@code io/holdfast/coordinator}, without its ending
     * @param old occurs exactly once in the file
     */
    record Edit(String file, String old, String changed) {}

    SourceMutant(String name, int seeds) {
        this(name, seeds, List.of());
    }

    SourceMutant edit(String file, String old, String changed) {
        List<Edit> more = new ArrayList<>(edits);
        more.add(new Edit(file, old, changed));
        return new SourceMutant(name, seeds, List.copyOf(more));
    }

    @Override
    public String toString() {
        return name;
    }
}
