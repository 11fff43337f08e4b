// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.compare;

import com.google.gson.Gson;
import io.holdfast.bench.load.ProcessMemory;
import io.holdfast.bench.load.SoakProgram;
import io.holdfast.bench.load.SoakReport;
import io.holdfast.bench.process.ChildLines;
import io.holdfast.bench.process.ChildProcess;
import io.holdfast.bench.process.RunFailedException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * Hours of mixed load on one Holdfast, with faults: the participant goes away for ten seconds every two minutes, and in the
 * first third the coordinator is killed every minute and started again. From then on its process must not grow: in memory,
 * threads or open files. One thread calls it, once.
 */
final class Soak {
    private static final double PER_SECOND = 500;
    private static final Duration BETWEEN_SAMPLES = Duration.ofSeconds(10);
    private static final Duration ANSWERS_WITHIN = Duration.ofMinutes(6);
    private static final int SAMPLES_BETWEEN_KILLS = 6;
    private static final int SAMPLES_BETWEEN_ABSENCES = 12;
    private static final int SAMPLES_BETWEEN_COLLECTIONS = 18;
    private static final Gson GSON = new Gson();

    /** More than a heap, or anything else that only breathes, differs between two looks. */
    private static final double FLAT = 1.1;

    private static final String GROWS = "NO, it grows";

    /**
     * The coordinator at one moment.
     *
     * @param life how often it has been started
     * @param heapAfterGcKib 0 where no collection was asked for
     */
    record Sample(
            long second,
            int life,
            long residentKib,
            long heapAfterGcKib,
            int openFiles,
            int threads,
            SoakReport load) {}

    private final Workshop workshop;
    private final Duration length;
    private final HeapAfterGc heap;
    private final List<Sample> samples = new ArrayList<>();
    private Server server;
    private int lives = 1;

    Soak(Workshop workshop, Duration length) {
        this.workshop = workshop;
        this.length = length;
        this.heap = new HeapAfterGc(workshop.commands());
    }

    /** What is to be reported, and whether all was conserved and nothing grew. */
    record Outcome(Report.Table table, List<String> facts, Map<String, Object> json, boolean good) {}

    Outcome run() throws IOException, InterruptedException, RunFailedException {
        server = workshop.servers().start(Contender.HOLDFAST_SQLITE, "soak", List.of());
        ChildProcess client = workshop.supervisor()
                .startPassing(
                        "soak-client",
                        workshop.commands()
                                .client(
                                        SoakProgram.class,
                                        List.of("127.0.0.1", String.valueOf(server.port()), "" + PER_SECOND)));
        ChildLines lines = new ChildLines(client);
        long started = System.nanoTime();
        long count = length.dividedBy(BETWEEN_SAMPLES);
        for (int number = 1; number <= count; number++) {
            TimeUnit.MILLISECONDS.sleep(BETWEEN_SAMPLES.toMillis());
            client.say(number % SAMPLES_BETWEEN_ABSENCES == 0 ? "away" : "back");
            client.say("report");
            SoakReport report = GSON.fromJson(lines.await(SoakProgram.ANSWER, ANSWERS_WITHIN), SoakReport.class);
            sample((System.nanoTime() - started) / 1_000_000_000L, number, report);
            if (number <= count / 3 && number % SAMPLES_BETWEEN_KILLS == 0) {
                workshop.supervisor().kill(server.process());
                server = workshop.servers().restart(server);
                lives++;
            }
        }
        client.say("end");
        return outcome(GSON.fromJson(lines.await(SoakProgram.ANSWER, ANSWERS_WITHIN), SoakReport.class));
    }

    private void sample(long second, int number, SoakReport report) throws IOException, InterruptedException {
        long pid = server.pid();
        boolean collect = number % SAMPLES_BETWEEN_COLLECTIONS == 0;
        Sample sample = new Sample(
                second,
                lives,
                ProcessMemory.residentKib(pid),
                collect ? heap.measure(pid) : 0,
                ProcessMemory.openFiles(pid),
                ProcessMemory.threads(pid),
                report);
        samples.add(sample);
        workshop.terminal()
                .passing("%d s: %,d transactions, %d starts, %d MiB, %d files, %d branches awaited, %d problems"
                        .formatted(
                                second,
                                report.transactions(),
                                lives,
                                sample.residentKib() / 1024,
                                sample.openFiles(),
                                report.awaited(),
                                report.problemCount()));
        if (number % SAMPLES_BETWEEN_COLLECTIONS == 0) {
            workshop.terminal()
                    .line("%d s: %,d transactions, %d starts, %d MiB, %d MiB live, %d files"
                            .formatted(
                                    second,
                                    report.transactions(),
                                    lives,
                                    sample.residentKib() / 1024,
                                    sample.heapAfterGcKib() / 1024,
                                    sample.openFiles()));
        }
    }

    private Outcome outcome(SoakReport end) throws IOException {
        List<Sample> last =
                samples.stream().filter(sample -> sample.life() == lives).toList();
        List<List<String>> rows = List.of(
                row("RSS, MiB", last, sample -> sample.residentKib() / 1024.0),
                row("heap after collection, MiB", last, sample -> sample.heapAfterGcKib() / 1024.0),
                row("open files", last, Sample::openFiles),
                row("threads", last, Sample::threads));
        boolean flat = rows.stream().noneMatch(row -> row.contains(GROWS));
        boolean conserved = end.problemCount() == 0 && end.awaited() == 0;
        List<String> facts = new ArrayList<>(List.of(
                "%,d transactions with %,d branches: %,d confirmed, %,d cancelled, %d never called"
                        .formatted(end.transactions(), end.branches(), end.confirmed(), end.cancelled(), end.awaited()),
                "%d kills of the coordinator, %,d calls repeated because of faults, %d contradictions"
                        .formatted(lives - 1, end.repeated(), end.problemCount())));
        end.problems().forEach(problem -> facts.add("PROBLEM: " + problem));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("minutes", length.toMinutes());
        json.put("machine", Machine.describe(workshop.directory().logs(), null));
        json.put("end", end);
        json.put("samples", samples);
        Report.Table table = new Report.Table(
                "Soak, %d minutes: the coordinator after its last start".formatted(length.toMinutes()),
                List.of("figure", "first quarter", "last quarter", "flat"),
                rows);
        return new Outcome(table, facts, json, flat && conserved);
    }

    /** The first eighth is left out: code is still being compiled, and caches filled. */
    private static List<String> row(String name, List<Sample> samples, ToDoubleFunction<Sample> figure) {
        List<Double> values = samples.subList(samples.size() / 8, samples.size()).stream()
                .map(figure::applyAsDouble)
                .filter(value -> value > 0)
                .toList();
        int quarter = Math.max(1, values.size() / 4);
        if (values.size() < 2) {
            return List.of(name, "-", "-", "too short to tell");
        }
        double first = Spread.of(values.subList(0, quarter)).median();
        double last = Spread.of(values.subList(values.size() - quarter, values.size()))
                .median();
        return List.of(name, Figures.number(first), Figures.number(last), last <= first * FLAT ? "yes" : GROWS);
    }
}
