// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.compare;

import io.holdfast.bench.terminal.ReportTable;
import java.util.ArrayList;
import java.util.List;

/** A report for a terminal. Pure. */
final class TextReport {
    private TextReport() {}

    static List<String> of(Report report) {
        List<String> lines = new ArrayList<>(List.of(""));
        lines.addAll(report.circumstances());
        report.figures().forEach(table -> add(table, lines));
        add(report.memory(), lines);
        add(report.targets(), lines);
        return lines;
    }

    static List<String> of(Report.Table table) {
        List<String> lines = new ArrayList<>();
        add(table, lines);
        return lines;
    }

    private static void add(Report.Table table, List<String> lines) {
        ReportTable text = new ReportTable(table.headings().toArray(String[]::new));
        table.rows().forEach(row -> text.row(row.toArray(String[]::new)));
        lines.add("");
        lines.add(table.title());
        text.lines().forEach(line -> lines.add("  " + line));
    }
}
