// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.run;

import io.holdfast.bench.run.Books.Holding;
import io.holdfast.bench.run.Books.OrderRow;
import io.holdfast.bench.terminal.ReportTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** How a run ended, in tables, and what of it deviates. */
final class Report {
    private final List<Answer> answers;
    private final Books books;
    private final ConservationWatch.Findings watched;
    private final Outage outage;
    private final List<Answer> givenUp = new ArrayList<>();
    private final List<String> deviations;

    /**
     * Judges at once.
     *
     * @param books read at rest, or when waiting for rest was given up
     * @param outage of a coordinator; null if there was none
     */
    Report(List<Answer> answers, Books books, ConservationWatch.Findings watched, Outage outage) {
        this.answers = answers;
        this.books = books;
        this.watched = watched;
        this.outage = outage;
        this.deviations = findDeviations();
    }

    /** Empty if every order ended as its line says, or was given up during the outage, and everything is conserved. */
    List<String> deviations() {
        return deviations;
    }

    /** What is to be said if nothing deviates. */
    String praise() {
        String orders = givenUp.isEmpty()
                ? "Every order ended as its line says"
                : "Every order ended as its line says, but for %d that the kill had given up, on all sides"
                        .formatted(givenUp.size());
        return orders + ", and nothing was lost or made.";
    }

    private List<String> findDeviations() {
        Map<String, String> kept = new HashMap<>();
        for (OrderRow row : books.orders()) {
            kept.put(row.orderNo(), row.status());
        }
        List<String> found = new ArrayList<>();
        for (Answer answer : answers) {
            OrderLine order = answer.order();
            String row = kept.getOrDefault(order.orderNo(), "no row");
            String name =
                    "order %s (line %d): expected %s, ".formatted(order.orderNo(), order.line(), order.expected());
            if (!answer.asExpected() && outage != null && outage.excuses(answer) && row.equals("CANCELLED")) {
                givenUp.add(answer);
                continue;
            }
            if (!answer.asExpected()) {
                found.add(name + "its caller was told: " + answer.told());
            }
            if (!row.equals(order.status())) {
                found.add(name + "the order service's database says: " + row);
            }
        }
        watched.broken().forEach(broken -> found.add("while orders ran: " + broken));
        found.addAll(Conservation.atRest(books));
        return found;
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>(outcomes());
        lines.add("");
        if (outage != null) {
            lines.addAll(new OutageReport(outage, answers, givenUp).lines());
            lines.add("");
        }
        lines.addAll(holdings());
        lines.add("");
        lines.addAll(verdicts());
        return lines;
    }

    private List<String> outcomes() {
        ReportTable table = new ReportTable("orders", "way", "count", "expected", "as expected", "p50 ms", "p99 ms");
        for (Kind kind : Kind.values()) {
            for (Way way : Way.values()) {
                List<Answer> own = answers.stream()
                        .filter(a -> a.order().kind() == kind && a.order().way() == way)
                        .toList();
                if (!own.isEmpty()) {
                    table.row(row(kind, way, own));
                }
            }
        }
        return table.lines();
    }

    private static String[] row(Kind kind, Way way, List<Answer> own) {
        TreeSet<String> expected = new TreeSet<>();
        own.forEach(answer -> expected.add(answer.order().expected()));
        long[] nanos = own.stream().mapToLong(Answer::nanos).toArray();
        return new String[] {
            kind.name(),
            way.name(),
            String.valueOf(own.size()),
            String.join(" or ", expected),
            String.valueOf(own.stream().filter(Answer::asExpected).count()),
            millis(Percentile.of(50, nanos)),
            millis(Percentile.of(99, nanos))
        };
    }

    static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.1f", nanos / 1e6);
    }

    private List<String> holdings() {
        ReportTable table = new ReportTable("held", "initial", "free", "frozen", "sold or paid", "conserved");
        List<Holding> all = new ArrayList<>(books.stock());
        all.addAll(books.money());
        for (Holding held : all) {
            table.row(
                    held.key(),
                    held.initial().toPlainString(),
                    held.free().toPlainString(),
                    held.frozen().toPlainString(),
                    held.spent().toPlainString(),
                    Conservation.always(List.of(held)).isEmpty() ? "yes" : "NO");
        }
        return table.lines();
    }

    private List<String> verdicts() {
        long confirmed = books.orders().stream()
                .filter(order -> order.status().equals("CONFIRMED"))
                .count();
        boolean atRest = Conservation.atRest(books).isEmpty();
        return List.of(
                ways(),
                "I13 while orders ran: " + watched.checks() + " checks, "
                        + (watched.broken().isEmpty() ? "all held" : "BROKEN"),
                "I13 and I14 at rest: " + (atRest ? "held" : "BROKEN") + " ("
                        + books.orders().size() + " orders with those of the warm-up, " + confirmed + " confirmed)");
    }

    private String ways() {
        return Arrays.stream(Way.values())
                .map(way -> {
                    List<Answer> own =
                            answers.stream().filter(a -> a.order().way() == way).toList();
                    return way + ": " + own.size() + " orders, "
                            + own.stream().filter(Answer::asExpected).count() + " as expected";
                })
                .collect(Collectors.joining("; "));
    }
}
