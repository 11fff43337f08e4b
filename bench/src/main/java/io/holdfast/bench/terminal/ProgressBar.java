// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.terminal;

/**
 * How far a known number of steps has come: a bar on a terminal, a line at every tenth elsewhere. Safe for any thread.
 */
public final class ProgressBar {
    private static final int WIDTH = 30;

    private final Terminal terminal;
    private final String what;
    private final int total;
    private int done;

    /** @param total steps, at least 1 */
    public ProgressBar(Terminal terminal, String what, int total) {
        this.terminal = terminal;
        this.what = what;
        this.total = total;
    }

    public synchronized void step() {
        done++;
        if (terminal.interactive()) {
            terminal.passing(bar());
        }
        if (done == total || (!terminal.interactive() && tenths(done) > tenths(done - 1))) {
            terminal.line("%s: %d of %d".formatted(what, done, total));
        }
    }

    private String bar() {
        int filled = (int) ((long) WIDTH * done / total);
        return "%s [%s%s] %d/%d".formatted(what, "#".repeat(filled), ".".repeat(WIDTH - filled), done, total);
    }

    private int tenths(int steps) {
        return (int) (10L * steps / total);
    }
}
