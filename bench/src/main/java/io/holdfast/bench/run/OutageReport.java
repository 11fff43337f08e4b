// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.run;

import io.holdfast.bench.terminal.ReportTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How the orders fared before, during and after the kill of a coordinator, in words and a table. Immutable. */
final class OutageReport {
    private final Outage outage;
    private final List<Answer> answers;
    private final List<Answer> givenUp;

    /** @param givenUp those of the answers that only the outage can be blamed for */
    OutageReport(Outage outage, List<Answer> answers, List<Answer> givenUp) {
        this.outage = outage;
        this.answers = answers;
        this.givenUp = givenUp;
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "coordinator-1 was killed (kill -9) among the orders; %.1f s later coordinator-2 served its %d lanes."
                        + " Started again, it served %d lanes again.",
                outage.secondsUntilTakenOver(),
                outage.lanes(),
                outage.lanesBack()));
        lines.add("");
        lines.addAll(table());
        lines.add("");
        lines.addAll(explanation());
        return lines;
    }

    private List<String> table() {
        ReportTable table = new ReportTable(
                "orders by time", "count", "as expected", "given up", "sent again", "p50 ms", "p99 ms", "longest ms");
        for (Outage.Time time : Outage.Time.values()) {
            List<Answer> own =
                    answers.stream().filter(a -> outage.timeOf(a) == time).toList();
            if (!own.isEmpty()) {
                table.row(row(time.toString(), own));
            }
        }
        return table.lines();
    }

    private String[] row(String when, List<Answer> own) {
        long[] nanos = own.stream().mapToLong(Answer::nanos).toArray();
        return new String[] {
            when,
            String.valueOf(own.size()),
            String.valueOf(own.stream().filter(Answer::asExpected).count()),
            String.valueOf(own.stream().filter(givenUp::contains).count()),
            String.valueOf(own.stream().filter(answer -> answer.sent() > 1).count()),
            Report.millis(Percentile.of(50, nanos)),
            Report.millis(Percentile.of(99, nanos)),
            Report.millis(Percentile.of(100, nanos))
        };
    }

    private List<String> explanation() {
        List<String> lines = new ArrayList<>();
        if (!givenUp.isEmpty()) {
            Map<String, Long> reasons = givenUp.stream()
                    .collect(Collectors.groupingBy(
                            answer -> answer.reason().isEmpty() ? "no reason" : answer.reason(),
                            TreeMap::new,
                            Collectors.counting()));
            lines.add(
                    "Given up: cancelled everywhere, because the transaction could not go on in time; the caller was told ("
                            + reasons.entrySet().stream()
                                    .map(reason -> reason.getKey() + " " + reason.getValue())
                                    .collect(Collectors.joining(", "))
                            + ").");
        }
        if (answers.stream().anyMatch(answer -> answer.sent() > 1)) {
            lines.add("Sent again: the caller was told (503) that nothing is known of the order and that it may be sent"
                    + " again, and did so.");
        }
        return lines;
    }
}
