// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.dubbo.front;

import io.holdfast.api.Begun;
import io.holdfast.api.BranchOutcome;
import io.holdfast.api.Outcome;
import io.holdfast.api.RegisteredBranch;
import io.holdfast.api.TransactionsException;
import io.holdfast.api.TransactionsException.Code;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/**
 * The API's JSON. Strict, because whoever mistypes the name of an optional field would otherwise get a transaction that
 * they did not ask for: unknown and repeated fields, text for numbers, anything after the value are errors. Safe for any
 * thread.
 */
final class ApiJson {
    /** Enough for a request around the deepest arguments; those have a limit of their own. */
    private static final int MAX_NESTING = 64;

    private final JsonMapper mapper;

    ApiJson() {
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_NESTING)
                        .maxNumberLength(200)
                        .build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
        this.mapper = JsonMapper.builder(factory)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .withCoercionConfig(LogicalType.Textual, text -> {
                    text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
                    text.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
                    text.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
                })
                .build();
    }

    /** @throws TransactionsException INVALID_ARGUMENT, with the field where it can be told */
    <T> T read(byte[] body, Class<T> type) throws TransactionsException {
        if (body.length == 0) {
            throw new TransactionsException(Code.INVALID_ARGUMENT, null, "the body is empty; JSON is expected");
        }
        T value;
        try {
            value = mapper.readValue(body, type);
        } catch (JacksonException wrong) {
            throw problem(wrong, "");
        }
        if (value == null) {
            throw new TransactionsException(Code.INVALID_ARGUMENT, null, "the body is null; an object is expected");
        }
        return value;
    }

    /** @return maps, lists, text, numbers, booleans or null */
    Object readValue(String text, String path) throws TransactionsException {
        try {
            return mapper.readValue(text, Object.class);
        } catch (JacksonException wrong) {
            throw problem(wrong, path);
        }
    }

    /** A value of the kinds that {@link #readValue} returns, as compact JSON. */
    String text(Object value) {
        return mapper.writeValueAsString(value);
    }

    byte[] write(Begun begun) {
        return mapper.writeValueAsBytes(begun);
    }

    /** Branch ids are text: they are larger than the numbers that JavaScript can tell apart. */
    byte[] write(RegisteredBranch registered) {
        return mapper.writeValueAsBytes(
                Map.of("xid", registered.xid(), "branchId", Long.toString(registered.branchId())));
    }

    byte[] write(Outcome outcome) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = mapper.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringProperty("xid", outcome.xid());
            json.writeStringProperty("status", outcome.status().name());
            json.writeStringProperty("cause", outcome.cause());
            json.writeBooleanProperty("retrying", outcome.retrying());
            json.writeArrayPropertyStart("branches");
            outcome.branches().forEach(branch -> write(branch, json));
            json.writeEndArray();
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private void write(BranchOutcome branch, JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("name", branch.name());
        json.writeStringProperty("branchId", Long.toString(branch.branchId()));
        json.writeStringProperty("tryOutcome", branch.tryOutcome().name());
        json.writeName("result");
        if (branch.result() != null && isJson(branch.result())) {
            json.writeRawValue(branch.result());
        } else {
            json.writeString(branch.result()); // cut in the middle, or no JSON from the beginning
        }
        json.writeStringProperty("reason", branch.reason());
        json.writeEndObject();
    }

    private boolean isJson(String text) {
        try {
            mapper.readTree(text);
            return true;
        } catch (JacksonException notJson) {
            return false;
        }
    }

    private static TransactionsException problem(JacksonException wrong, String prefix) {
        String path = path(wrong, prefix);
        String message;
        if (wrong instanceof UnrecognizedPropertyException) {
            message = "there is no such field";
        } else if (wrong.getOriginalMessage().startsWith("Trailing token")) {
            message = "something follows the JSON value";
        } else if (wrong instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null) {
            message = "expected " + expected(mismatch.getTargetType());
        } else if (wrong instanceof StreamReadException) {
            message = "not JSON that is taken here: " + wrong.getOriginalMessage() + " (line "
                    + wrong.getLocation().getLineNr() + ", column "
                    + wrong.getLocation().getColumnNr() + ")";
        } else {
            message = wrong.getOriginalMessage();
        }
        return new TransactionsException(Code.INVALID_ARGUMENT, path.isEmpty() ? null : path, message);
    }

    private static String path(JacksonException wrong, String prefix) {
        StringBuilder path = new StringBuilder(prefix);
        for (JacksonException.Reference step : wrong.getPath()) {
            if (step.getPropertyName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getPropertyName());
            }
        }
        return path.toString();
    }

    private static String expected(Class<?> type) {
        if (type == String.class) {
            return "text";
        }
        if (type.isEnum()) {
            return "one of " + Arrays.toString(type.getEnumConstants());
        }
        if (List.class.isAssignableFrom(type)) {
            return "a list";
        }
        return Number.class.isAssignableFrom(type) || type.isPrimitive() ? "a whole number" : "an object";
    }
}
