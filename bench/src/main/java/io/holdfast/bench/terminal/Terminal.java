// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.terminal;

import java.io.PrintStream;

/**
 * Where the run speaks to its user. On a terminal one line at the bottom may be rewritten; anywhere else only whole
 * lines appear. Safe for any thread.
 *
 * <p>Work that is being torn down must not talk over the reason: after {@link #hush} only {@link #complain} and
 * {@link #last} are heard, after {@link #silence}, when the user himself ended the run, only {@link #last}.
 */
public final class Terminal {
    private static final String ERASE = "\r\033[K";

    private final PrintStream out;
    private final PrintStream err;
    private final boolean interactive;
    private boolean passingShown;
    private boolean hushed;
    private boolean silenced;

    /** @param interactive whether {@code out} is a terminal */
    public Terminal(PrintStream out, PrintStream err, boolean interactive) {
        this.out = out;
        this.err = err;
        this.interactive = interactive;
    }

    public boolean interactive() {
        return interactive;
    }

    public synchronized void line(String text) {
        if (!hushed) {
            print(text);
        }
    }

    /** A line that the next one replaces; not shown where lines cannot be replaced. */
    public synchronized void passing(String text) {
        if (!hushed && interactive) {
            out.print(ERASE + text);
            out.flush();
            passingShown = true;
        }
    }

    public synchronized void hush() {
        hushed = true;
    }

    public synchronized void silence() {
        hushed = true;
        silenced = true;
    }

    /** Says on the error stream what went wrong. */
    public synchronized void complain(String text) {
        if (!silenced) {
            erasePassing();
            err.println(text);
            err.flush();
        }
    }

    /** Heard always. */
    public synchronized void last(String text) {
        print(text);
    }

    private void print(String text) {
        erasePassing();
        out.println(text);
        out.flush();
    }

    private void erasePassing() {
        if (passingShown) {
            out.print(ERASE);
            out.flush();
            passingShown = false;
        }
    }
}
