// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.run;

import io.holdfast.bench.process.Daemons;
import io.holdfast.bench.process.RunDirectory;
import io.holdfast.bench.process.RunFailedException;
import io.holdfast.bench.process.Supervisor;
import io.holdfast.bench.terminal.ProgressBar;
import io.holdfast.bench.terminal.Terminal;
import java.io.IOException;
import java.net.http.HttpClient;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The steps of a run: start everything, place the orders, await rest, report. One thread calls it, once. */
final class Demonstration {
    private static final Duration REST_BOUND = Duration.ofSeconds(60);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
    /** How long callers go on while a coordinator is away: longer than the other one may take to take over. */
    private static final Duration PERSISTENCE = Duration.ofSeconds(30);

    private final RunOptions options;
    private final RunDirectory directory;
    private final Supervisor supervisor;
    private final Terminal terminal;
    private final Launcher launcher;
    private final Starter starter;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private Databases databases;

    Demonstration(RunOptions options, RunDirectory directory, Supervisor supervisor, Terminal terminal) {
        this.options = options;
        this.directory = directory;
        this.supervisor = supervisor;
        this.terminal = terminal;
        this.launcher = new Launcher(options.home());
        this.starter = new Starter(directory, supervisor, terminal, launcher, options.ports(), http);
        this.databases = options.databases();
    }

    /** Starts everything. */
    void start() throws IOException, InterruptedException, RunFailedException {
        if (!options.cluster()) {
            databases.create(false);
            starter.startAll(Program.stages(options.ports()), databases);
            return;
        }
        if (databases.areFiles()) {
            databases = starter.startServers();
            databases.create(true);
        } else {
            databases.create(true);
            starter.startNacosAlone();
        }
        starter.startAll(cluster().stages(), databases);
    }

    private Cluster cluster() {
        return new Cluster(options.ports(), databases);
    }

    /** @param orders what {@link RunOptions#orders} holds */
    Report placeOrders(List<OrderLine> orders)
            throws IOException, InterruptedException, RunFailedException, SQLException {
        List<OrderLine> abandoned =
                orders.stream().filter(o -> o.kind() == Kind.CALLER_DIES).toList();
        List<OrderLine> placed =
                orders.stream().filter(o -> o.kind() != Kind.CALLER_DIES).toList();
        OrderCaller caller = new OrderCaller(
                http, options.ports().http(Endpoint.ORDER, "/orders"), options.cluster() ? PERSISTENCE : Duration.ZERO);
        OrderRun run = new OrderRun(caller, options.concurrency());
        warmUp(run);
        ProgressBar progress = new ProgressBar(terminal, "orders", orders.size());
        ConservationWatch watch = new ConservationWatch();
        ExecutorService beside = Executors.newCachedThreadPool(Daemons.named("beside-orders"));
        try {
            Future<ConservationWatch.Findings> findings = beside.submit(() -> watch.watch(databases, directory));
            Future<List<Answer>> dying = abandon(abandoned, caller, progress, beside);
            List<Answer> answers = new ArrayList<>();
            Outage outage = null;
            if (options.cluster()) {
                OrdersAroundKill.Result result =
                        aroundKill().place(run, warmUp(run, "WARM-UP-AGAIN"), placed, progress::step);
                answers.addAll(result.answers());
                outage = result.outage();
            } else {
                answers.addAll(run.place(placed, progress::step));
            }
            answers.addAll(result(dying));
            Books books = awaitRest();
            watch.end();
            return new Report(answers, books, result(findings), outage);
        } finally {
            watch.end();
            beside.shutdown();
        }
    }

    private OrdersAroundKill aroundKill() {
        return new OrdersAroundKill(
                starter, cluster().first(), databases, new ServedLanes(http, options.ports(), databases), terminal);
    }

    private WarmUp warmUp(OrderRun run, String name) {
        return new WarmUp(run, options.concurrency(), name);
    }

    private void warmUp(OrderRun run) throws InterruptedException, RunFailedException {
        terminal.passing("warming up ...");
        terminal.line(warmUp(run, "WARM-UP").run().toString());
    }

    /** Beside the other orders; but where a coordinator is killed, what the dead caller leaves is there before. */
    private Future<List<Answer>> abandon(
            List<OrderLine> orders, OrderCaller caller, ProgressBar progress, ExecutorService beside)
            throws InterruptedException, RunFailedException {
        DyingCaller dying = new DyingCaller(supervisor, launcher, options, caller);
        Future<Map<String, String>> left = beside.submit(() -> orders.isEmpty() ? Map.of() : dying.leave());
        if (options.cluster()) {
            terminal.line("a caller has died and left " + result(left).size() + " orders behind");
        }
        return beside.submit(() -> {
            List<Answer> answers = dying.awaitEnds(orders, left.get());
            answers.forEach(answer -> progress.step());
            return answers;
        });
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
        try (Stores stores = Stores.open(databases, directory)) {
            Books books = stores.read();
            while (!Conservation.underWay(books).isEmpty() && System.nanoTime() < end) {
                Thread.sleep(BETWEEN_LOOKS.toMillis());
                books = stores.read();
            }
            return books;
        }
    }
}
