// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.terminal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A table of plain text: a heading, a rule, rows; text columns to the left, numbers to the right. One thread. */
public final class ReportTable {
    private final List<String> headings;
    private final List<List<String>> rows = new ArrayList<>();

    public ReportTable(String... headings) {
        this.headings = List.of(headings);
    }

    public ReportTable row(String... cells) {
        if (cells.length != headings.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + headings.size() + " columns");
        }
        rows.add(List.of(cells));
        return this;
    }

    public List<String> lines() {
        int[] widths = new int[headings.size()];
        boolean[] numbers = new boolean[headings.size()];
        for (int column = 0; column < widths.length; column++) {
            int at = column;
            widths[column] = headings.get(column).length();
            rows.forEach(row -> widths[at] = Math.max(widths[at], row.get(at).length()));
            numbers[column] = rows.stream().map(row -> row.get(at)).allMatch(ReportTable::startsWithDigit);
        }
        List<String> lines = new ArrayList<>();
        lines.add(line(headings, widths, numbers));
        lines.add("-".repeat(Arrays.stream(widths).sum() + 2 * (widths.length - 1)));
        rows.forEach(row -> lines.add(line(row, widths, numbers)));
        return lines;
    }

    private static boolean startsWithDigit(String cell) {
        return cell.equals("-") || (!cell.isEmpty() && Character.isDigit(cell.charAt(0)));
    }

    private static String line(List<String> cells, int[] widths, boolean[] numbers) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            String padding = " ".repeat(widths[column] - cells.get(column).length());
            line.append(column == 0 ? "" : "  ");
            line.append(numbers[column] ? padding + cells.get(column) : cells.get(column) + padding);
        }
        return line.toString().stripTrailing();
    }
}
