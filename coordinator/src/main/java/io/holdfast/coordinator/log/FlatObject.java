// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import tools.jackson.core.io.JsonStringEncoder;

/**
 * Writes flat JSON objects, one after the other, into a buffer that is used again: a lane writes several for every
 * transaction, and a generator for each cost more than their content. Not safe for several threads.
 */
final class FlatObject {
    private final StringBuilder text = new StringBuilder(256);

    FlatObject begin() {
        text.setLength(0);
        text.append('{');
        return this;
    }

    /** @param name plain ASCII; it is not escaped */
    FlatObject with(String name, String value) {
        name(name);
        text.append('"');
        JsonStringEncoder.getInstance().quoteAsString(value, text);
        text.append('"');
        return this;
    }

    FlatObject with(String name, long value) {
        name(name);
        text.append(value);
        return this;
    }

    private void name(String name) {
        text.append(text.length() > 1 ? ",\"" : "\"").append(name).append("\":");
    }

    String end() {
        return text.append('}').toString();
    }
}
