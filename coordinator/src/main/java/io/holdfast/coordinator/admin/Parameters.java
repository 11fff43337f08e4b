// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.admin;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The query of a request: what is unknown, repeated or impossible is refused by name. */
final class Parameters {
    private static final int MAX_CHARS = 1024;
    /** The years that a person can mean. */
    private static final long MAX_MILLIS = 253_402_300_799_999L;

    private final Map<String, List<String>> given;

    /** @throws AdminProblem if there is one that is not known */
    Parameters(Map<String, List<String>> given, Set<String> known) {
        this.given = given;
        for (String name : given.keySet()) {
            if (!known.contains(name)) {
                throw AdminProblem.invalid(name, "there is no such parameter", "use " + String.join(", ", known));
            }
        }
    }

    /** Null if it is absent or empty. */
    String text(String name) {
        List<String> values = given.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw AdminProblem.invalid(name, "it is given " + values.size() + " times", "give it once");
        }
        String value = values.isEmpty() || values.get(0) == null ? "" : values.get(0);
        if (value.length() > MAX_CHARS) {
            throw AdminProblem.invalid(name, "it is too long", "give " + MAX_CHARS + " characters at most");
        }
        return value.isEmpty() ? null : value;
    }

    boolean flag(String name) {
        String value = text(name);
        if (value != null && !value.equals("true") && !value.equals("false")) {
            throw AdminProblem.invalid(name, "not true or false: " + shown(value), "write true or false");
        }
        return "true".equals(value);
    }

    int number(String name, int otherwise, int least, int most) {
        String value = text(name);
        if (value == null) {
            if (given.containsKey(name)) {
                throw AdminProblem.invalid(name, "it is empty", range(least, most));
            }
            return otherwise;
        }
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException noNumber) {
            // said below
        }
        throw AdminProblem.invalid(name, "not possible: " + shown(value), range(least, most));
    }

    private static String range(int least, int most) {
        return "give a number from " + least + " to " + most;
    }

    <E extends Enum<E>> E constant(String name, Class<E> type) {
        return constant(name, text(name), type);
    }

    /** @param value null if it is absent, and so is the constant */
    static <E extends Enum<E>> E constant(String name, String value, Class<E> type) {
        if (value == null) {
            return null;
        }
        try {
            return Enum.valueOf(type, value);
        } catch (IllegalArgumentException unknown) {
            throw AdminProblem.invalid(
                    name,
                    "unknown: " + shown(value),
                    "use one of " + List.of(type.getEnumConstants()).toString().replaceAll("[\\[\\]]", ""));
        }
    }

    /** In milliseconds since 1970; null if it is absent. */
    Long time(String name) {
        String value = text(name);
        if (value == null) {
            return null;
        }
        try {
            long millis = value.matches("[0-9]{1,15}")
                    ? Long.parseLong(value)
                    : value.endsWith("Z")
                            ? Instant.parse(value).toEpochMilli()
                            : OffsetDateTime.parse(value).toInstant().toEpochMilli();
            if (millis >= 0 && millis <= MAX_MILLIS) {
                return millis;
            }
        } catch (DateTimeException | ArithmeticException noTime) {
            // said below
        }
        throw AdminProblem.invalid(
                name,
                "not a time: " + shown(value),
                "write it like 2026-01-31T12:00:00Z or 2026-01-31T13:00:00%2B01:00, or as milliseconds since 1970");
    }

    static String shown(String value) {
        return value.length() <= 80 ? value : value.substring(0, 80) + "...";
    }
}
