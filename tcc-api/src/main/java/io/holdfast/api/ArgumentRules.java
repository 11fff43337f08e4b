// SPDX-License-Identifier: Apache-2.0
package io.holdfast.api;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** Arguments are JSON, of bounded depth, and name no class: a generic call would let the participant load it. */
final class ArgumentRules {
    private static final Set<String> CLASS_KEYS = Set.of("class", "@type", "@class");

    private ArgumentRules() {}

    static void check(Object value, String path, int depth) throws TransactionsException {
        if (JsonValues.isScalar(value)) {
            boolean finite = !(value instanceof Double number && !Double.isFinite(number))
                    && !(value instanceof Float small && !Float.isFinite(small));
            SubmissionRules.require(finite, path, "JSON has no such number: " + value);
            return;
        }
        SubmissionRules.require(depth > 0, path, "deeper than " + SubmissionRules.MAX_DEPTH + " levels");
        if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                check(list.get(i), path + "[" + i + "]", depth - 1);
            }
        } else if (value instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                SubmissionRules.require(
                        entry.getKey() instanceof String, path, "has a key that is no text: " + entry.getKey());
                String key = (String) entry.getKey();
                SubmissionRules.require(
                        !CLASS_KEYS.contains(key), path + "." + key, "a key of this name is not allowed in arguments");
                check(entry.getValue(), path + "." + key, depth - 1);
            }
        } else {
            SubmissionRules.require(
                    false, path, "not a JSON value: " + value.getClass().getName());
        }
    }
}
