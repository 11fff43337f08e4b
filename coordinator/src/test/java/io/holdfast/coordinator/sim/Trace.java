// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.sim;

/** What happened, as one number that differs if anything differs, and as text for whoever replays a seed. */
final class Trace {
    private static final int LONGEST_TEXT = 4_000_000;
    private final Agenda agenda;
    private final StringBuilder text;
    private long hash = 1;
    private long events;

    /** @param readable whether the text is kept too */
    Trace(Agenda agenda, boolean readable) {
        this.agenda = agenda;
        this.text = readable ? new StringBuilder() : null;
    }

    /** The object's text must be the same in every run: records and enums, nothing with an identity hash. */
    void add(String what, Object about) {
        events++;
        String line = what + ' ' + about;
        hash = (hash * 31 + agenda.nowMillis()) * 31 + line.hashCode();
        if (text != null && text.length() < LONGEST_TEXT) {
            text.append(String.format("%10d  %s%n", agenda.nowMillis(), line));
        }
    }

    long hash() {
        return hash;
    }

    long events() {
        return events;
    }

    String text() {
        return text == null ? "" : text.toString();
    }
}
