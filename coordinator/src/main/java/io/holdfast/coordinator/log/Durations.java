// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import io.holdfast.coordinator.model.LogRecord;
import java.util.Map;

/**
 * How long the calls took that a record tells of, in their order, in milliseconds: one field of its detail, which versions
 * before it ignore, and which theirs lack. Used by one thread.
 */
final class Durations {
    private static final String FIELD = "ms";

    private final StringBuilder text = new StringBuilder();

    Durations add(long millis) {
        if (!text.isEmpty()) {
            text.append(' ');
        }
        text.append(millis);
        return this;
    }

    /** Writes nothing if there was no call. */
    FlatObject writeTo(FlatObject detail) {
        return text.isEmpty() ? detail : detail.with(FIELD, text.toString());
    }

    /** @throws NumberFormatException if it is none of ours */
    static long[] read(Map<String, String> detail) {
        String text = detail.get(FIELD);
        if (text == null) {
            return new long[0];
        }
        String[] parts = text.split(" ", -1);
        long[] millis = new long[parts.length];
        for (int i = 0; i < parts.length; i++) {
            millis[i] = Long.parseLong(parts[i]);
        }
        return millis;
    }

    static long at(int place, long[] millis) {
        return place < millis.length ? millis[place] : LogRecord.UNKNOWN_DURATION;
    }
}
