// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.compare;

import io.holdfast.bench.history.HistoryLoader;
import io.holdfast.bench.load.HoldProgram;
import io.holdfast.bench.process.ChildLines;
import io.holdfast.bench.process.ChildProcess;
import io.holdfast.bench.process.RunFailedException;
import io.holdfast.bench.process.Supervisor;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a coordinator carries beside the load, and how it gets it. One thread. */
final class Burden {
    private static final Duration BOUND = Duration.ofHours(2);
    private static final int OPEN_BRANCHES = 3;

    /** A branch is parked after a second or two instead of minutes. */
    private static final String PARKS_SOON = "--holdfast.phase-two.park-after=3";

    private final BenchmarkOptions.Task.Kind kind;
    private final int amount;
    private final Workshop workshop;

    Burden(BenchmarkOptions.Task task, Workshop workshop) {
        this.kind = task.kind();
        this.amount = task.amount();
        this.workshop = workshop;
    }

    String label() {
        return switch (kind) {
            case HISTORY -> "%,d finished transactions".formatted(amount);
            case OPEN -> "%,d open transactions".formatted(amount);
            default -> "%,d branches parked, their participant away".formatted(amount);
        };
    }

    int amount() {
        return amount;
    }

    /** What a coordinator is told, with the burden and without, to keep the two comparable. */
    List<String> settings() {
        List<String> settings =
                new ArrayList<>(List.of("--holdfast.limits.max-open-transactions=" + Math.max(200_000, 2 * amount)));
        if (kind == BenchmarkOptions.Task.Kind.PARKED) {
            settings.add(PARKS_SOON);
        }
        return settings;
    }

    /** Gives it to the coordinator of this name, which does not run before and after. */
    void layOn(String name) throws IOException, InterruptedException, RunFailedException {
        if (kind == BenchmarkOptions.Task.Kind.HISTORY) {
            load(name);
        } else {
            Server server = workshop.servers().start(Contender.HOLDFAST_SQLITE, name, settings());
            hold(server);
            // As a crash leaves it.
            workshop.supervisor().kill(server.process());
        }
    }

    private void load(String name) throws IOException, InterruptedException, RunFailedException {
        String data = Files.createDirectories(workshop.directory().data(name)).toString();
        ChildProcess loader = workshop.supervisor()
                .startPassing(
                        "history-loader",
                        workshop.commands().onCoordinator(HistoryLoader.class, List.of(data, String.valueOf(amount))));
        ChildLines lines = new ChildLines(loader);
        for (long loaded = 0; loaded < amount; ) {
            loaded = Long.parseLong(lines.await(HistoryLoader.PROGRESS, BOUND));
            workshop.terminal().passing("loading history: %,d of %,d".formatted(loaded, amount));
        }
        if (!loader.awaitEnd(BOUND) || loader.exit().join() != 0) {
            throw new RunFailedException(
                    Supervisor.obituary(loader, loader.exit().join()));
        }
    }

    private void hold(Server server) throws IOException, InterruptedException, RunFailedException {
        boolean away = kind == BenchmarkOptions.Task.Kind.PARKED;
        workshop.terminal().passing("making " + label());
        ChildProcess holder = workshop.supervisor()
                .startPassing(
                        "holder",
                        workshop.commands()
                                .client(
                                        HoldProgram.class,
                                        List.of(
                                                server.address(),
                                                String.valueOf(amount),
                                                String.valueOf(away ? 1 : OPEN_BRANCHES),
                                                away ? "away" : "open")));
        new ChildLines(holder).await(HoldProgram.DONE, BOUND);
    }
}
