// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.clients;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;

/** Compares answers with what an OpenAPI document promises: as much of JSON Schema as that document uses, and no more. */
final class OpenApiSchema {
    private static final Set<String> KNOWN = Set.of(
            "$ref",
            "anyOf",
            "type",
            "enum",
            "format",
            "properties",
            "required",
            "additionalProperties",
            "items",
            "minimum",
            "maximum",
            "maxLength",
            "default",
            "description",
            "examples");

    private final Map<String, Object> document;

    OpenApiSchema(String yaml) {
        document = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return value == null ? Map.of() : (Map<String, Object>) value;
    }

    private Map<String, Object> at(String... path) {
        Map<String, Object> place = document;
        for (String name : path) {
            place = map(place.get(name));
        }
        return place;
    }

    /** The paths that can be read. */
    Set<String> paths() {
        Set<String> paths = new TreeSet<>(at("paths").keySet());
        paths.removeIf(path -> at("paths", path, "get").isEmpty());
        return paths;
    }

    /** The parameters in the query of a path. */
    Set<String> parameters(String path) {
        Set<String> names = new TreeSet<>();
        for (Object parameter : (Collection<?>) at("paths", path, "get").get("parameters")) {
            names.add(String.valueOf(map(parameter).get("name")));
        }
        return names;
    }

    /** What is wrong with an answer to a GET, by place; empty if it is as promised. */
    List<String> problems(String path, int status, JsonNode answer) {
        return problems("get", path, status, answer);
    }

    /** What is wrong with an answer to that method. */
    List<String> problems(String method, String path, int status, JsonNode answer) {
        Map<String, Object> response = resolved(at("paths", path, method, "responses", Integer.toString(status)));
        Map<String, Object> content = map(response.get("content"));
        if (content.isEmpty()) {
            return List.of(path + " does not promise a " + status);
        }
        List<String> problems = new ArrayList<>();
        check(map(map(content.values().iterator().next()).get("schema")), answer, "$", problems);
        return problems;
    }

    private Map<String, Object> resolved(Map<String, Object> schema) {
        Object reference = schema.get("$ref");
        return reference == null ? schema : at(reference.toString().substring(2).split("/", -1));
    }

    private void check(Map<String, Object> unresolved, JsonNode value, String place, List<String> problems) {
        Map<String, Object> schema = resolved(unresolved);
        if (!KNOWN.containsAll(schema.keySet())) {
            problems.add(place + ": this check does not know all of " + schema.keySet());
        }
        if (schema.get("anyOf") instanceof Collection<?> options) {
            if (options.stream().noneMatch(option -> fits(map(option), value))) {
                problems.add(place + " is none of " + options + ": " + value);
            }
            return;
        }
        Collection<?> types = schema.get("type") instanceof Collection<?> many ? many : List.of(schema.get("type"));
        if (!types.contains(typeOf(value))
                && !(types.contains("number") && typeOf(value).equals("integer"))) {
            problems.add(place + " is no " + types + ": " + value);
            return;
        }
        if (schema.get("enum") instanceof Collection<?> constants
                && !constants.contains(value.isNull() ? null : value.asString())) {
            problems.add(place + " is none of " + constants + ": " + value);
        }
        if ("date-time".equals(schema.get("format")) && !value.isNull() && !isTime(value.asString())) {
            problems.add(place + " is no time: " + value);
        }
        if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                check(map(schema.get("items")), value.get(i), place + '[' + i + ']', problems);
            }
        } else if (value.isObject()) {
            checkObject(schema, value, place, problems);
        }
    }

    private boolean fits(Map<String, Object> schema, JsonNode value) {
        List<String> problems = new ArrayList<>();
        check(schema, value, "", problems);
        return problems.isEmpty();
    }

    private void checkObject(Map<String, Object> schema, JsonNode value, String place, List<String> problems) {
        Map<String, Object> properties = map(schema.get("properties"));
        Object others = schema.get("additionalProperties");
        for (String name : value.propertyNames()) {
            if (properties.containsKey(name)) {
                check(map(properties.get(name)), value.get(name), place + '.' + name, problems);
            } else if (Boolean.FALSE.equals(others)) {
                problems.add(place + '.' + name + " is not promised");
            } else if (others != null) {
                check(map(others), value.get(name), place + '.' + name, problems);
            }
        }
        if (schema.get("required") instanceof Collection<?> required) {
            required.stream()
                    .filter(name -> !value.has(name.toString()))
                    .forEach(name -> problems.add(place + '.' + name + " is missing"));
        }
    }

    private static String typeOf(JsonNode value) {
        if (value.isNull()) {
            return "null";
        }
        if (value.isNumber()) {
            return value.isIntegralNumber() ? "integer" : "number";
        }
        return value.isBoolean() ? "boolean" : value.isArray() ? "array" : value.isObject() ? "object" : "string";
    }

    private static boolean isTime(String text) {
        try {
            return text.endsWith("Z") && Instant.parse(text).toEpochMilli() > 0;
        } catch (DateTimeException noTime) {
            return false;
        }
    }
}
