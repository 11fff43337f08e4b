// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.compare;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The tables of a comparison, as cells; {@link TextReport} and {@link MarkdownReport} write them. Pure. */
final class Report {
    /** One table: its title, its headings, its rows. */
    record Table(String title, List<String> headings, List<List<String>> rows) {}

    private final Results results;

    Report(Results results) {
        this.results = results;
    }

    /** One table per kind of load. */
    List<Table> figures() {
        List<Table> tables = new ArrayList<>();
        for (Case load : results.cases()) {
            List<List<String>> rows = new ArrayList<>();
            for (Contender contender : results.contenders(load)) {
                rows.add(row(contender, load));
            }
            tables.add(new Table(
                    load.label(),
                    List.of(
                            "coordinator",
                            "tx/s (least-most)",
                            "p50 ms",
                            "p95 ms",
                            "p99 ms",
                            "coord. CPU ms/tx",
                            "db CPU ms/tx",
                            "client CPU ms/tx",
                            "syncs/tx",
                            "switches/tx",
                            "RSS MiB",
                            "Holdfast's tx/s to its"),
                    rows));
        }
        return tables;
    }

    private List<String> row(Contender contender, Case load) {
        List<String> cells = new ArrayList<>(List.of(contender.label()));
        cells.add(Figures.withSpread(results.spread(contender, load, Metric.THROUGHPUT)));
        for (Metric metric : List.of(
                Metric.P50,
                Metric.P95,
                Metric.P99,
                Metric.COORDINATOR_CPU,
                Metric.DATABASE_CPU,
                Metric.CLIENT_CPU,
                Metric.SYNCS,
                Metric.SWITCHES,
                Metric.RESIDENT)) {
            cells.add(Figures.median(results.spread(contender, load, metric)));
        }
        Contender ours = contender.usesDatabase() ? Contender.HOLDFAST_MYSQL : Contender.HOLDFAST_SQLITE;
        cells.add(
                contender.isHoldfast()
                        ? "-"
                        : Figures.ratioWithSpread(results.ratio(ours, contender, load, Metric.THROUGHPUT)));
        return cells;
    }

    Table memory() {
        List<List<String>> rows = results.footprints().stream()
                .map(footprint -> List.of(
                        footprint.contender().label(),
                        Figures.number(footprint.residentKib() / 1024.0),
                        Figures.number(footprint.heapAfterGcKib() / 1024.0)))
                .toList();
        return new Table(
                "Memory after all rounds", List.of("coordinator", "RSS MiB", "heap after collection MiB"), rows);
    }

    Table targets() {
        List<List<String>> rows = new ArrayList<>();
        for (Target target : Target.all()) {
            Optional<Spread> measured = target.measured(results);
            rows.add(List.of(
                    target.subject(),
                    target.load().label(),
                    target.bound(),
                    Figures.ratioWithSpread(measured),
                    measured.map(spread -> target.isReachedBy(spread) ? "yes" : "NO")
                            .orElse("not measured")));
        }
        return new Table("Targets", List.of("what", "load", "wanted", "measured (least-most)", "reached"), rows);
    }

    /** Targets that were measured and not reached. */
    long missed() {
        return Target.all().stream()
                .filter(target -> target.measured(results)
                        .filter(spread -> !target.isReachedBy(spread))
                        .isPresent())
                .count();
    }

    /** The machine and the settings, a fact a line. */
    List<String> circumstances() {
        Machine machine = results.machine();
        Campaign campaign = results.campaign();
        List<String> lines = new ArrayList<>(List.of(
                "Measured "
                        + DateTimeFormatter.ISO_LOCAL_DATE
                                .withZone(ZoneOffset.UTC)
                                .format(results.startedAt())
                        + " on " + machine.processor() + ", " + machine.cores() + " cores shared by load, coordinator"
                        + " and database, " + machine.memoryMib() / 1024 + " GiB, " + machine.kernel(),
                "Java: " + machine.java(),
                "Disk: " + machine.fileSystem() + "; an append of 200 bytes with fdatasync takes "
                        + machine.syncP50Micros() + " microseconds (median), " + machine.syncP99Micros() + " (p99)"));
        if (machine.database() != null) {
            lines.add("Database: MySQL protocol, version " + machine.database());
        }
        lines.add(String.format(
                Locale.ROOT,
                "%d rounds in turns, each %.1f s measured after %.1f s of the same load; %.0f s of warm-up for each"
                        + " coordinator and client",
                campaign.rounds(),
                campaign.seconds(),
                campaign.settleSeconds(),
                campaign.warmUpSeconds()));
        lines.add(String.format(Locale.ROOT, "Load of the machine before the start: %.2f", results.loadBefore()));
        return lines;
    }
}
