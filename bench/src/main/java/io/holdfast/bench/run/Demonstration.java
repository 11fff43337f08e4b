// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.run;

import io.holdfast.bench.process.Daemons;
import io.holdfast.bench.process.Health;
import io.holdfast.bench.process.RunDirectory;
import io.holdfast.bench.process.RunFailedException;
import io.holdfast.bench.process.Supervisor;
import io.holdfast.bench.terminal.ProgressBar;
import io.holdfast.bench.terminal.Terminal;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The steps of a run: start everything, place the orders, await rest, report. One thread calls it, once. */
final class Demonstration {
    private static final Duration START_BOUND = Duration.ofMinutes(2);
    private static final Duration REST_BOUND = Duration.ofSeconds(60);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    private final RunOptions options;
    private final RunDirectory directory;
    private final Supervisor supervisor;
    private final Terminal terminal;
    private final Launcher launcher;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    Demonstration(RunOptions options, RunDirectory directory, Supervisor supervisor, Terminal terminal) {
        this.options = options;
        this.directory = directory;
        this.supervisor = supervisor;
        this.terminal = terminal;
        this.launcher = new Launcher(options.home());
    }

    /** Starts everything, each stage once the one before is ready. */
    void start() throws IOException, InterruptedException, RunFailedException {
        options.databases().create();
        for (List<Program> stage : Program.stages(options.ports())) {
            for (Program program : stage) {
                launch(program);
            }
            for (Program program : stage) {
                awaitReady(program);
            }
        }
    }

    private void launch(Program program) throws IOException, RunFailedException {
        terminal.line("starting " + program.name() + ", log " + directory.log(program.name()));
        List<String> command = launcher.command(program, directory.data(program.name()));
        if (program.isSample()) {
            command.addAll(options.databases().arguments(program.name()));
        }
        supervisor.start(program.name(), command);
    }

    private void awaitReady(Program program) throws InterruptedException, RunFailedException {
        long start = System.nanoTime();
        terminal.passing("waiting for " + program.name() + " ...");
        URI health = options.ports().http(program.health(), "/actuator/health/readiness");
        if (!new Health(http).await(health, START_BOUND)) {
            throw new RunFailedException("%s was not ready (%s) within %d s. Its log is %s"
                    .formatted(program.name(), health, START_BOUND.toSeconds(), directory.log(program.name())));
        }
        terminal.line(
                String.format(Locale.ROOT, "%s is ready (%.1f s)", program.name(), (System.nanoTime() - start) / 1e9));
    }

    /** @param orders what {@link RunOptions#orders} holds */
    Report placeOrders(List<OrderLine> orders)
            throws IOException, InterruptedException, RunFailedException, SQLException {
        List<OrderLine> abandoned =
                orders.stream().filter(o -> o.kind() == Kind.CALLER_DIES).toList();
        List<OrderLine> placed =
                orders.stream().filter(o -> o.kind() != Kind.CALLER_DIES).toList();
        OrderCaller caller = new OrderCaller(http, options.ports().http(Endpoint.ORDER, "/orders"));
        OrderRun run = new OrderRun(caller, options.concurrency());
        warmUp(run);
        ProgressBar progress = new ProgressBar(terminal, "orders", orders.size());
        ConservationWatch watch = new ConservationWatch();
        ExecutorService beside = Executors.newCachedThreadPool(Daemons.named("beside-orders"));
        try {
            Future<ConservationWatch.Findings> findings =
                    beside.submit(() -> watch.watch(options.databases(), directory));
            Future<List<Answer>> dying = beside.submit(() -> abandon(abandoned, caller, progress));
            List<Answer> answers = new ArrayList<>(run.place(placed, progress::step));
            answers.addAll(result(dying));
            Books books = awaitRest();
            watch.end();
            return new Report(answers, books, result(findings));
        } finally {
            watch.end();
            beside.shutdown();
        }
    }

    private void warmUp(OrderRun run) throws InterruptedException, RunFailedException {
        terminal.passing("warming up ...");
        WarmUp.Result result = new WarmUp(run, options.concurrency()).run();
        terminal.line("warmed up with " + result.orders() + " orders of no line in the file"
                + (result.quick() ? "" : "; none of their rounds was confirmed within a second"));
    }

    private List<Answer> abandon(List<OrderLine> orders, OrderCaller caller, ProgressBar progress)
            throws IOException, InterruptedException {
        if (orders.isEmpty()) {
            return List.of();
        }
        List<Answer> answers =
                new DyingCaller(supervisor, launcher, options.ports(), caller).place(options.orders(), orders);
        answers.forEach(answer -> progress.step());
        return answers;
    }

    private static <T> T result(Future<T> future) throws InterruptedException, RunFailedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new RunFailedException(String.valueOf(e.getCause()), e);
        }
    }

    /** Phase 2 may end after the caller's answer. What is not at rest when the bound is over is judged as it is. */
    private Books awaitRest() throws SQLException, InterruptedException {
        terminal.passing("waiting until nothing is under way ...");
        long end = System.nanoTime() + REST_BOUND.toNanos();
        try (Stores stores = Stores.open(options.databases(), directory)) {
            Books books = stores.read();
            while (!Conservation.underWay(books).isEmpty() && System.nanoTime() < end) {
                Thread.sleep(BETWEEN_LOOKS.toMillis());
                books = stores.read();
            }
            return books;
        }
    }
}
