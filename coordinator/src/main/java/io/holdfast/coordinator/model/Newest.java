// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.model;

import java.util.LinkedHashMap;
import java.util.Map;

/** Keeps what was put last, up to a limit. */
public final class Newest<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1L;

    private final int limit;

    /** @param limit how many entries it has at most */
    public Newest(int limit) {
        this.limit = limit;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > limit;
    }
}
