// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.compare;

import io.holdfast.bench.process.RunFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Puts a section into a page between two marks, and leaves the rest of the page to its author. */
final class MarkdownReport {
    private MarkdownReport() {}

    /** The figures, the machine and the targets. */
    static List<String> of(Report report) {
        List<String> lines = new ArrayList<>();
        report.circumstances().forEach(fact -> lines.add("- " + fact));
        lines.addAll(List.of("", "![Transactions per second](benchmarks.svg)", "", "### Targets", ""));
        add(report.targets(), lines);
        lines.addAll(List.of("", "### Figures", ""));
        for (Report.Table table : report.figures()) {
            lines.addAll(List.of("**" + table.title() + "**", ""));
            add(table, lines);
            lines.add("");
        }
        lines.addAll(List.of("**" + report.memory().title() + "**", ""));
        add(report.memory(), lines);
        return lines;
    }

    static void add(Report.Table table, List<String> lines) {
        lines.add(row(table.headings()));
        lines.add(row(table.headings().stream().map(heading -> "---").toList()));
        table.rows().forEach(cells -> lines.add(row(cells)));
    }

    private static String row(List<String> cells) {
        return cells.stream().map(cell -> cell.replace("|", "\\|")).collect(Collectors.joining(" | ", "| ", " |"));
    }

    /**
     * Replaces what the page has in its section {@code name}.
     *
     * @throws RunFailedException if the page has no such section
     */
    static void publish(Path page, String name, List<String> lines) throws IOException, RunFailedException {
        String begin = "<!-- " + name + ": written by ./benchmark -->";
        String end = "<!-- end of " + name + " -->";
        String text = Files.readString(page);
        int from = text.indexOf(begin);
        int to = text.indexOf(end);
        if (from < 0 || to < from) {
            throw new RunFailedException(page + " has no section between '" + begin + "' and '" + end + "'");
        }
        String section = String.join("\n", lines);
        Files.writeString(
                page, text.substring(0, from + begin.length()) + "\n\n" + section + "\n\n" + text.substring(to));
    }
}
