// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import java.util.Locale;

/** Texts of others, made to fit into a line. */
final class Text {

    private static final int LINE = 240;

    private Text() {}

    /** On one line, and not longer than one. */
    static String cut(String text) {
        String line = String.valueOf(text).strip().replaceAll("\\s+", " ");
        return line.length() <= LINE ? line : line.substring(0, LINE) + "...";
    }

    /** An exception's class and message. */
    static String of(Throwable thrown) {
        return thrown.getClass().getSimpleName() + (thrown.getMessage() == null ? "" : ": " + thrown.getMessage());
    }

    /** {@code TRY} as it is written in sentences. */
    static String of(Enum<?> phase) {
        return phase.name().charAt(0) + phase.name().substring(1).toLowerCase(Locale.ROOT);
    }
}
