// SPDX-License-Identifier: Apache-2.0
package io.holdfast.api;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What JSON can say, as Java values of a few plain classes that every serialization knows. */
final class JsonValues {
    private JsonValues() {}

    /** @throws IllegalArgumentException if JSON cannot say it, or it is deeper than {@link SubmissionRules#MAX_DEPTH} */
    static Object copy(Object value) {
        return copy(value, SubmissionRules.MAX_DEPTH);
    }

    private static Object copy(Object value, int depth) {
        if (depth < 0) {
            throw new IllegalArgumentException("deeper than " + SubmissionRules.MAX_DEPTH + " levels");
        }
        if (isScalar(value)) {
            return value;
        }
        if (value instanceof List<?> list) {
            List<Object> copy = new ArrayList<>(list.size());
            for (Object item : list) {
                copy.add(copy(item, depth - 1));
            }
            return copy;
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> copy = new LinkedHashMap<>();
            map.forEach((key, item) -> {
                if (!(key instanceof String name)) {
                    throw new IllegalArgumentException("a key that is no text: " + key);
                }
                copy.put(name, copy(item, depth - 1));
            });
            return copy;
        }
        throw new IllegalArgumentException("not a JSON value: "
                + value.getClass().getName() + "; maps, lists, text, numbers, booleans and null are");
    }

    static boolean isScalar(Object value) {
        return value == null
                || value instanceof String
                || value instanceof Boolean
                || value instanceof Integer
                || value instanceof Long
                || value instanceof BigDecimal
                || value instanceof BigInteger
                || value instanceof Double
                || value instanceof Float
                || value instanceof Short
                || value instanceof Byte;
    }
}
