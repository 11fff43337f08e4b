// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.io.JsonStringEncoder;
import tools.jackson.core.json.JsonFactory;

/**
 * Writes flat JSON objects, one after the other, into a buffer that is used again: a lane writes several for every
 * transaction, and a generator for each cost more than their content. Not safe for several threads.
 */
final class FlatObject {
    private static final JsonFactory JSON = new JsonFactory();

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

    /** @param name any text */
    FlatObject withQuoted(String name, String value) {
        text.append(text.length() > 1 ? ",\"" : "\"");
        JsonStringEncoder.getInstance().quoteAsString(name, text);
        text.append("\":\"");
        JsonStringEncoder.getInstance().quoteAsString(value, text);
        text.append('"');
        return this;
    }

    /**
     * Takes one apart.
     *
     * @param json null for an empty one
     * @throws JacksonException if it is none
     */
    static Map<String, String> read(String json) {
        if (json == null) {
            return Map.of();
        }
        Map<String, String> fields = new LinkedHashMap<>();
        try (JsonParser in = JSON.createParser(ObjectReadContext.empty(), json)) {
            in.nextToken();
            while (in.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = in.currentName();
                in.nextToken();
                fields.put(name, in.getString());
            }
        }
        return fields;
    }

    private void name(String name) {
        text.append(text.length() > 1 ? ",\"" : "\"").append(name).append("\":");
    }

    String end() {
        return text.append('}').toString();
    }
}
