// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Bars of transactions per second, a group for each load, as SVG. Pure. */
final class Chart {
    private static final int WIDTH = 860;
    private static final int LEFT = 210;
    private static final int RIGHT = 190;
    private static final int BAR = 22;
    private static final int GAP = 6;
    private static final int GROUP_GAP = 34;
    private static final int TOP = 60;

    private final Results results;
    private final StringBuilder svg = new StringBuilder();
    private int y = TOP;

    private Chart(Results results) {
        this.results = results;
    }

    /** Of the cases with 64 callers and three branches. */
    static String of(Results results) {
        return new Chart(results).draw();
    }

    private String draw() {
        List<Case> cases = new ArrayList<>();
        for (ClientKind client : ClientKind.values()) {
            Case load = Campaign.usual(client, 64);
            if (results.cases().contains(load)) {
                cases.add(load);
            }
        }
        double most = cases.stream()
                .flatMap(load -> results.contenders(load).stream()
                        .map(contender -> results.spread(contender, load, Metric.THROUGHPUT)))
                .flatMap(Optional::stream)
                .mapToDouble(Spread::most)
                .max()
                .orElse(1);
        cases.forEach(load -> group(load, most));
        return """
                <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" role="img" \
                aria-label="Transactions per second, 64 callers, 3 branches">
                <style>text{font:13px system-ui,sans-serif;fill:#1f2933}.t{font-size:17px;font-weight:600}\
                .g{font-weight:600}.n{font-size:12px}</style>
                <rect width="100%%" height="100%%" fill="#ffffff"/>
                <text x="20" y="32" class="t">Transactions per second, 64 callers, 3 branches each</text>
                %s</svg>
                """.formatted(WIDTH, y, WIDTH, y, svg);
    }

    private void group(Case load, double most) {
        y += GROUP_GAP - GAP;
        add(
                "<text x=\"20\" y=\"%d\" class=\"g\">%s</text>",
                y - 10, escaped(load.client().label()));
        for (Contender contender : results.contenders(load)) {
            results.spread(contender, load, Metric.THROUGHPUT).ifPresent(spread -> bar(contender, load, spread, most));
        }
    }

    private void bar(Contender contender, Case load, Spread spread, double most) {
        double scale = (WIDTH - LEFT - RIGHT) / most;
        int middle = y + BAR / 2;
        add("<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>", LEFT - 10, middle + 4, escaped(contender.label()));
        add(
                "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>",
                LEFT, y, spread.median() * scale, BAR, colour(contender));
        add(
                "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"#1f2933\" stroke-width=\"1.5\"/>",
                LEFT + spread.least() * scale, middle, LEFT + spread.most() * scale, middle);
        add(
                "<text x=\"%.1f\" y=\"%d\" class=\"n\">%s</text>",
                LEFT + spread.most() * scale + 8, middle + 4, escaped(caption(contender, load, spread)));
        y += BAR + GAP;
    }

    private String caption(Contender contender, Case load, Spread spread) {
        String number = Figures.number(spread.median());
        if (contender.isHoldfast()) {
            return number;
        }
        Contender ours = contender.usesDatabase() ? Contender.HOLDFAST_MYSQL : Contender.HOLDFAST_SQLITE;
        return results.ratio(ours, contender, load, Metric.THROUGHPUT)
                .map(ratio -> number + "  (Holdfast: " + Figures.ratio(ratio.median()) + "x)")
                .orElse(number);
    }

    private static String colour(Contender contender) {
        return switch (contender) {
            case HOLDFAST_SQLITE, HOLDFAST_MYSQL -> "#0b7285";
            case PEER_FILE_ASYNC -> "#ced4da";
            case PEER_FILE_SYNC, PEER_DB -> "#868e96";
        };
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
