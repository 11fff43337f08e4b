// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.compare;

import io.holdfast.bench.process.RunFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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
            default -> throw new RunFailedException(options.task() + " cannot be measured");
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

    private boolean compare(Campaign usual) throws IOException, InterruptedException, RunFailedException {
        Campaign campaign = usual.with(options.rounds(), options.seconds());
        workshop.terminal()
                .line("%d kinds of load on %d coordinators, about %.0f minutes; data and logs in %s"
                        .formatted(
                                campaign.cases().size(),
                                campaign.groups().stream().mapToInt(List::size).sum(),
                                Math.ceil(campaign.estimatedSeconds() / 60),
                                options.directory()));
        Results results = new Comparison(campaign, workshop).run();
        Report report = new Report(results);
        TextReport.of(report).forEach(workshop.terminal()::line);
        if (options.json() != null) {
            JsonReport.write(options.json(), JsonReport.of(results));
        }
        if (options.publish()) {
            Path docs = options.home().resolve("docs");
            MarkdownReport.publish(docs.resolve("benchmarks.md"), "comparison", MarkdownReport.of(report));
            Files.writeString(docs.resolve("benchmarks.svg"), Chart.of(results));
        }
        return !options.strict() || report.missed() == 0;
    }
}
