// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.compare;

import java.util.Locale;
import java.util.Optional;

/** How figures are written for people. Pure. */
final class Figures {
    private static final String NONE = "-";

    private Figures() {}

    /** Three significant digits or so. */
    static String number(double value) {
        if (Double.isNaN(value)) {
            return NONE;
        }
        double size = Math.abs(value);
        String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f";
        return String.format(Locale.ROOT, format, value);
    }

    static String median(Optional<Spread> spread) {
        return spread.map(found -> number(found.median())).orElse(NONE);
    }

    /** The median with the least and the most of all rounds. */
    static String withSpread(Optional<Spread> spread) {
        return spread.map(found ->
                        "%s (%s-%s)".formatted(number(found.median()), number(found.least()), number(found.most())))
                .orElse(NONE);
    }

    static String ratio(double value) {
        return String.format(Locale.ROOT, value >= 10 ? "%.1f" : value >= 0.2 ? "%.2f" : "%.3f", value);
    }

    static String ratioWithSpread(Optional<Spread> spread) {
        return spread.map(found ->
                        "%sx (%s-%s)".formatted(ratio(found.median()), ratio(found.least()), ratio(found.most())))
                .orElse(NONE);
    }
}
