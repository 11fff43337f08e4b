// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.reconcile;

import java.lang.reflect.Type;
import tools.jackson.databind.ObjectMapper;

/** Jackson 3. */
public record Jackson3Json(ObjectMapper mapper) implements Json {

    @Override
    public String write(Object value) {
        return mapper.writeValueAsString(value);
    }

    @Override
    public Object read(String text, Type type) {
        return mapper.readValue(text, mapper.constructType(type));
    }
}
