// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.compare;

import io.holdfast.bench.load.RoundPlan;
import io.holdfast.bench.load.RoundResult;
import io.holdfast.bench.process.RunFailedException;
import io.holdfast.bench.terminal.Terminal;
import java.io.IOException;

/**
 * Load until it gets no faster. Dubbo's call paths are long, and Java compiles them for minutes on two cores: a warm-up of a
 * fixed length would measure the compiler on a slow machine, and waste time on a fast one.
 */
final class WarmUntilSteady {
    private static final int MOST_WINDOWS = 20;
    private static final int WINDOWS_WITHOUT_GAIN = 2;
    private static final double GAIN = 1.03;

    private WarmUntilSteady() {}

    /** @param window is repeated until two in a row are not faster than the best before them, or it was done 20 times */
    static void run(LoadProcess client, RoundPlan window, String label, Terminal terminal)
            throws IOException, InterruptedException, RunFailedException {
        double best = 0;
        int withoutGain = 0;
        for (int number = 1; number <= MOST_WINDOWS && withoutGain < WINDOWS_WITHOUT_GAIN; number++) {
            terminal.passing(
                    "warming up: %s, window %d, at best %s tx/s so far".formatted(label, number, Figures.number(best)));
            RoundResult result = client.run(window);
            withoutGain = result.perSecond() > best * GAIN ? 0 : withoutGain + 1;
            best = Math.max(best, result.perSecond());
        }
    }
}
