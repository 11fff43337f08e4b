// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.model;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a caller can find its transaction by, beside the xid.
 *
 * @param key the idempotency key: of all that is submitted under one, one transaction is made; null if it has none
 * @param digest of what was submitted under the key, to tell a repetition from another content; null without a key
 * @param tags names and values such as an order number, never null
 */
public record Labels(String key, String digest, SortedMap<String, String> tags) {
    public static final Labels NONE = new Labels(null, null, new TreeMap<>());

    public Labels {
        if ((key == null) != (digest == null)) {
            throw new IllegalArgumentException("a key has a digest, and only a key has one");
        }
        tags = Collections.unmodifiableSortedMap(new TreeMap<>(tags));
    }
}
