// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.compare;

import io.holdfast.bench.load.ProcessMemory;
import io.holdfast.bench.load.RoundPlan;
import io.holdfast.bench.load.RoundResult;
import io.holdfast.bench.load.Workload;
import io.holdfast.bench.process.RunDirectory;
import io.holdfast.bench.process.RunFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * Whether cost grows with a burden: the same load on Holdfast without and with it, in turns. Each round starts a
 * coordinator anew on its own data, so that the one that is not measured takes nothing from the other, and a start is
 * measured too. One thread calls it, once.
 */
final class Endurance {
    private static final Workload WARM_UP = new Workload(64, 3, 0);
    private static final double WARM_UP_SECONDS = 8;
    private static final double SETTLE_SECONDS = 1;

    /** One round of one side. */
    record Turn(double startSeconds, long heapAfterGcKib, long residentKib, RoundResult many, RoundResult one) {}

    private final Burden burden;
    private final Workshop workshop;
    private final int rounds;
    private final double seconds;
    private final HeapAfterGc heap;
    private final List<Turn> free = new ArrayList<>();
    private final List<Turn> laden = new ArrayList<>();

    Endurance(Burden burden, Workshop workshop, int rounds, double seconds) {
        this.burden = burden;
        this.workshop = workshop;
        this.rounds = rounds;
        this.seconds = seconds;
        this.heap = new HeapAfterGc(workshop.commands());
    }

    /** The report, and for programs everything in it. */
    record Outcome(Report.Table table, List<String> facts, Map<String, Object> json) {}

    Outcome run() throws IOException, InterruptedException, RunFailedException {
        long startNanos = System.nanoTime();
        burden.layOn("laden");
        double laySeconds = (System.nanoTime() - startNanos) / 1e9;
        workshop.terminal().line("%s: made in %.0f s".formatted(burden.label(), laySeconds));
        for (int round = 1; round <= rounds; round++) {
            free.add(turn("free", round));
            laden.add(turn("laden", round));
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("burden", burden.label());
        json.put("machine", Machine.describe(workshop.directory().logs(), null));
        json.put("without", free);
        json.put("with", laden);
        return new Outcome(table(), facts(), json);
    }

    private Turn turn(String name, int round) throws IOException, InterruptedException, RunFailedException {
        Server server = workshop.servers().start(Contender.HOLDFAST_SQLITE, name, burden.settings());
        long heapKib = heap.measure(server.pid());
        LoadProcess load = LoadProcess.start(workshop.supervisor(), workshop.commands(), ClientKind.LEAN, server);
        load.run(plan(WARM_UP, WARM_UP_SECONDS, server));
        RoundResult many = load.measure(plan(new Workload(64, 3, 0), seconds, server));
        RoundResult one = load.measure(plan(new Workload(1, 3, 0), seconds, server));
        load.stop();
        long resident = ProcessMemory.residentKib(server.pid());
        workshop.supervisor().stop(server.process());
        workshop.terminal()
                .line("round %d of %d, %s: start %.1f s, 64 callers %s tx/s, p99 %s ms"
                        .formatted(
                                round,
                                rounds,
                                name.equals("free") ? "without" : "with " + burden.label(),
                                server.startSeconds(),
                                Figures.number(many.perSecond()),
                                Figures.number(many.p99Micros() / 1e3)));
        return new Turn(server.startSeconds(), heapKib, resident, many, one);
    }

    private static RoundPlan plan(Workload workload, double measured, Server server) {
        return new RoundPlan(workload, (long) (SETTLE_SECONDS * 1000), (long) (measured * 1000), server.watched());
    }

    private Report.Table table() {
        List<List<String>> rows = new ArrayList<>();
        for (Metric metric : List.of(Metric.THROUGHPUT, Metric.P50, Metric.P99, Metric.COORDINATOR_CPU)) {
            rows.add(row("64 callers, " + metric.label(), turn -> metric.of(turn.many())));
        }
        for (Metric metric : List.of(Metric.P50, Metric.P99)) {
            rows.add(row("1 caller, " + metric.label(), turn -> metric.of(turn.one())));
        }
        rows.add(row("start until serving, s", Turn::startSeconds));
        rows.add(row("heap after collection at start, MiB", turn -> turn.heapAfterGcKib() / 1024.0));
        rows.add(row("RSS at the end, MiB", turn -> turn.residentKib() / 1024.0));
        return new Report.Table(
                "Lean client, 3 branches, with " + burden.label(),
                List.of("figure", "without", "with", "with : without"),
                rows);
    }

    private List<String> row(String name, ToDoubleFunction<Turn> figure) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < free.size(); i++) {
            ratios.add(figure.applyAsDouble(laden.get(i)) / figure.applyAsDouble(free.get(i)));
        }
        return List.of(
                name,
                Figures.withSpread(spread(free, figure)),
                Figures.withSpread(spread(laden, figure)),
                Figures.ratioWithSpread(Optional.of(Spread.of(ratios))));
    }

    private static Optional<Spread> spread(List<Turn> turns, ToDoubleFunction<Turn> figure) {
        return Optional.of(Spread.of(turns.stream().map(figure::applyAsDouble).toList()));
    }

    private List<String> facts() throws IOException {
        double freeHeap = spread(free, Turn::heapAfterGcKib).orElseThrow().median();
        double ladenHeap = spread(laden, Turn::heapAfterGcKib).orElseThrow().median();
        RunDirectory directory = workshop.directory();
        return List.of(
                "Heap that each of them takes: %,.0f bytes".formatted((ladenHeap - freeHeap) * 1024 / burden.amount()),
                "Data at the end: %,d MiB without, %,d MiB with"
                        .formatted(size(directory.data("free")) >> 20, size(directory.data("laden")) >> 20));
    }

    private static long size(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            long sum = 0;
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                sum += Files.size(file);
            }
            return sum;
        }
    }
}
