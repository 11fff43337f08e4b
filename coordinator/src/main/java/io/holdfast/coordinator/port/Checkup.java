// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.port;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A look at all that a coordinator stands on: whether it is sound, and what to do where it is not. Safe for any thread. */
@FunctionalInterface
public interface Checkup {
    /** Takes some seconds at most. Changes nothing. */
    Report look();

    /** How something is. */
    enum Grade {
        OK,
        /** The coordinator works, and somebody should see to it. */
        WARN,
        /** The coordinator does not start with it, or does not do what it is there for. */
        FAIL
    }

    /**
     * One thing that was looked at. Nothing in it is a secret.
     *
     * @param subject in a word or two
     * @param cause what was seen, in one line
     * @param cure what to do; empty if nothing
     */
    record Finding(Grade grade, String subject, String cause, String cure) {
        /** What separates cause and cure in messages of this program. */
        private static final Pattern CURE =
                Pattern.compile("(?s)(.*)(?: - |: (?=(?:let|set|start|stop|put|give|check|create) ))(.*)");

        public Finding {
            cause = oneLine(cause);
            cure = oneLine(cure);
        }

        public static Finding ok(String subject, String seen) {
            return new Finding(Grade.OK, subject, seen, "");
        }

        public static Finding warn(String subject, String cause, String cure) {
            return new Finding(Grade.WARN, subject, cause, cure);
        }

        public static Finding fail(String subject, String cause, String cure) {
            return new Finding(Grade.FAIL, subject, cause, cure);
        }

        /** @param message that names the cause, and after it perhaps the cure */
        public static Finding of(Grade grade, String subject, String message) {
            Matcher parts = CURE.matcher(message);
            return parts.matches()
                    ? new Finding(grade, subject, parts.group(1), parts.group(2))
                    : new Finding(grade, subject, message, "");
        }

        private static String oneLine(String text) {
            return text.strip().replaceAll("\\s*[\\r\\n]+\\s*", " ");
        }
    }

    /**
     * What to copy into a client.
     *
     * @param name for whom, in a few words
     */
    record Snippet(String name, String text) {}

    /** @param atMillis since 1970, when it was looked */
    record Report(long atMillis, List<Finding> findings, List<Snippet> snippets) {
        /** The worst there is. */
        public Grade grade() {
            return findings.stream().map(Finding::grade).max(Grade::compareTo).orElse(Grade.OK);
        }
    }
}
