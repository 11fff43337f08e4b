// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.call;

import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What participants are given and give back, as JSON. Safe for any thread. */
public final class Json {
    private static final int MAX_NESTING = 100;
    private static final int MAX_REASON_CHARS = 1000;
    private static final List<String> REASONS = List.of("reason", "detail", "message");

    private final JsonMapper mapper = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_NESTING)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /**
     * @return maps, lists, text, numbers (a fraction as BigDecimal), booleans or null
     * @throws IllegalArgumentException if this is no JSON
     */
    public Object read(String json) {
        try {
            return mapper.readValue(json, Object.class);
        } catch (JacksonException wrong) {
            throw new IllegalArgumentException("no JSON: " + wrong.getOriginalMessage(), wrong);
        }
    }

    /** @param value maps, lists, arrays and the plain values of {@link #read} */
    public String write(Object value) {
        return mapper.writeValueAsString(value);
    }

    /** A body as JSON: the JSON that it is, its text if it is none, null if it is empty. */
    public String ofBody(String body) {
        String text = body.strip();
        if (text.isEmpty()) {
            return null;
        }
        try {
            mapper.readTree(text);
            return text;
        } catch (JacksonException none) {
            return write(text);
        }
    }

    /** Why a body says no: what it gives as its reason, or else all of it; null if it is empty. */
    public String reasonOf(String body) {
        String text = body.strip();
        String reason = text;
        try {
            Object value = mapper.readValue(text, Object.class);
            if (value instanceof String string) {
                reason = string;
            } else if (value instanceof Map<?, ?> map) {
                reason = REASONS.stream()
                        .map(map::get)
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .findFirst()
                        .orElse(text);
            }
        } catch (JacksonException none) {
            // Then it is its own reason.
        }
        if (reason.isEmpty()) {
            return null;
        }
        return reason.length() <= MAX_REASON_CHARS ? reason : reason.substring(0, MAX_REASON_CHARS) + "...";
    }
}
