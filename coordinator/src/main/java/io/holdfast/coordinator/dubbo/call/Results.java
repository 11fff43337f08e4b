// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.dubbo.call;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a generic call returns, as what JSON knows. */
final class Results {
    private static final int MAX_DEPTH = 50;

    private Results() {}

    /** @return maps, lists, text, numbers, booleans or null; a class's name, which Dubbo adds to objects, is left out */
    static Object plain(Object value) {
        return plain(value, 0);
    }

    private static Object plain(Object value, int depth) {
        if (depth > MAX_DEPTH) {
            return "...";
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> plain = new LinkedHashMap<>();
            map.forEach((key, one) -> {
                if (!"class".equals(key)) {
                    plain.put(String.valueOf(key), plain(one, depth + 1));
                }
            });
            return plain;
        }
        if (value instanceof Collection<?> list) {
            List<Object> plain = new ArrayList<>();
            list.forEach(one -> plain.add(plain(one, depth + 1)));
            return plain;
        }
        if (value != null && value.getClass().isArray() && !(value instanceof byte[])) {
            List<Object> plain = new ArrayList<>();
            for (int i = 0; i < Array.getLength(value); i++) {
                plain.add(plain(Array.get(value, i), depth + 1));
            }
            return plain;
        }
        boolean known = value == null
                || value instanceof String
                || value instanceof Number
                || value instanceof Boolean
                || value instanceof byte[];
        return known ? value : value.toString();
    }
}
