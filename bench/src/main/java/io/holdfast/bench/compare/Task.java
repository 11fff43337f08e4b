// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.compare;

import io.holdfast.bench.load.PartsProtocol;
import io.holdfast.bench.process.RunFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Does what the command line asks for, and reports it. One thread calls it, once. */
final class Task {
    private final BenchmarkOptions options;
    private final Workshop workshop;

    Task(BenchmarkOptions options, Workshop workshop) {
        this.options = options;
        this.workshop = workshop;
    }

    /** Whether all is as it was asked to be. */
    boolean run() throws IOException, InterruptedException, RunFailedException {
        return switch (options.task().kind()) {
            case FULL -> compare(Campaign.full(groups()));
            case QUICK -> compare(Campaign.quick(groups()));
            case HISTORY, OPEN, PARKED -> endure();
            case SOAK -> soak();
            case WAYS -> ways();
            case HUNG -> hung();
        };
    }

    private List<List<Contender>> groups() {
        List<List<Contender>> groups = new ArrayList<>();
        if (options.stores() != BenchmarkOptions.Stores.MYSQL) {
            groups.add(Contender.measured(false));
        }
        if (options.stores() != BenchmarkOptions.Stores.FILE) {
            groups.add(Contender.measured(true));
        }
        return groups;
    }

    private boolean endure() throws IOException, InterruptedException, RunFailedException {
        int rounds = options.rounds() > 0 ? options.rounds() : 3;
        double seconds = options.seconds() > 0 ? options.seconds() : 8;
        Endurance.Outcome outcome =
                new Endurance(new Burden(options.task(), workshop), workshop, rounds, seconds).run();
        TextReport.of(outcome.table()).forEach(workshop.terminal()::line);
        outcome.facts().forEach(workshop.terminal()::line);
        finish(
                outcome.json(),
                options.task().kind().name().toLowerCase(Locale.ROOT),
                markdown(outcome.table(), outcome.facts()));
        return true;
    }

    private boolean soak() throws IOException, InterruptedException, RunFailedException {
        Soak.Outcome outcome =
                new Soak(workshop, Duration.ofMinutes(options.task().amount())).run();
        TextReport.of(outcome.table()).forEach(workshop.terminal()::line);
        outcome.facts().forEach(workshop.terminal()::line);
        finish(outcome.json(), "soak", markdown(outcome.table(), outcome.facts()));
        return outcome.good();
    }

    private boolean ways() throws IOException, InterruptedException, RunFailedException {
        int rounds = options.rounds() > 0 ? options.rounds() : 3;
        double seconds = options.seconds() > 0 ? options.seconds() : 4;
        WaysReport report = new WaysReport(new Ways(workshop, options.protocol(), rounds, seconds).run());
        say(report.tables(), report.facts());
        String section = options.protocol() == PartsProtocol.TRI ? "ways" : "ways-dubbo";
        finish(report.json(), section, markdown(report.tables(), report.facts()));
        return true;
    }

    private boolean hung() throws IOException, InterruptedException, RunFailedException {
        int rounds = options.rounds() > 0 ? options.rounds() : 4;
        double seconds = options.seconds() > 0 ? options.seconds() : 4;
        HungReport report = new HungReport(new Hung(workshop, rounds, seconds).run());
        say(List.of(report.table()), report.facts());
        finish(report.json(), "hung", markdown(report.table(), report.facts()));
        return true;
    }

    private void say(List<Report.Table> tables, List<String> facts) {
        tables.forEach(table -> TextReport.of(table).forEach(workshop.terminal()::line));
        facts.forEach(workshop.terminal()::line);
    }

    private static List<String> markdown(Report.Table table, List<String> facts) {
        return markdown(List.of(table), facts);
    }

    private static List<String> markdown(List<Report.Table> tables, List<String> facts) {
        List<String> lines = new ArrayList<>();
        for (Report.Table table : tables) {
            lines.addAll(List.of("**" + table.title() + "**", ""));
            MarkdownReport.add(table, lines);
            lines.add("");
        }
        facts.forEach(fact -> lines.add("- " + fact));
        return lines;
    }

    private void finish(Map<String, Object> json, String section, List<String> markdown)
            throws IOException, RunFailedException {
        if (options.json() != null) {
            JsonReport.write(options.json(), json);
        }
        if (options.publish()) {
            MarkdownReport.publish(options.home().resolve("docs").resolve("benchmarks.md"), section, markdown);
        }
    }

    private boolean compare(Campaign usual) throws IOException, InterruptedException, RunFailedException {
        Campaign campaign = usual.with(options.rounds(), options.seconds());
        workshop.terminal()
                .line("Kinds of load: %d. Coordinators: %d. About %.0f minutes; data and logs in %s"
                        .formatted(
                                campaign.cases().size(),
                                campaign.groups().stream().mapToInt(List::size).sum(),
                                Math.ceil(campaign.estimatedSeconds() / 60),
                                options.directory()));
        Results results = new Comparison(campaign, workshop).run();
        Report report = new Report(results);
        TextReport.of(report).forEach(workshop.terminal()::line);
        finish(JsonReport.of(results), "comparison", MarkdownReport.of(report));
        if (options.publish()) {
            Files.writeString(options.home().resolve("docs").resolve("benchmarks.svg"), Chart.of(results));
        }
        return !options.strict() || report.missed() == 0;
    }
}
