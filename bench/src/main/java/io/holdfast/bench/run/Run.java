// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.run;

import io.holdfast.bench.process.Daemons;
import io.holdfast.bench.process.RunDirectory;
import io.holdfast.bench.process.RunFailedException;
import io.holdfast.bench.process.Supervisor;
import io.holdfast.bench.terminal.Terminal;
import io.holdfast.bench.terminal.UsageException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;

/**
 * The program behind {@code ./run}: parses the command line, owns the processes of one run, and turns every way in which
 * it can end into a message and an exit status.
 *
 * <p>The steps run on a thread of their own, so that this one can hear of a process that died meanwhile. A signal
 * (Ctrl-C, kill, closed terminal) is heard by the JVM's shutdown hook, which stops the processes in order.
 */
public final class Run {
    static final int FINE = 0;
    static final int FAILED = 1;
    static final int WRONG_USAGE = 2;
    private static final int MOST_DEVIATIONS_SHOWN = 20;

    private final RunOptions options;
    private final Terminal terminal;

    private Run(RunOptions options, Terminal terminal) {
        this.options = options;
        this.terminal = terminal;
    }

    /** Exits with 0 as expected, 1 something failed or deviates, 2 wrong usage. */
    public static void main(String[] arguments) {
        // ./run knows whether its output is a terminal; Java cannot tell before version 22.
        Terminal terminal = new Terminal(System.out, System.err, Boolean.getBoolean("holdfast.terminal"));
        System.exit(run(List.of(arguments), terminal));
    }

    private static int run(List<String> arguments, Terminal terminal) {
        try {
            RunOptions options = RunOptions.parse(arguments);
            if (options.help()) {
                terminal.line(usage());
                return FINE;
            }
            return new Run(options, terminal).run();
        } catch (UsageException e) {
            terminal.complain("run: " + e.getMessage() + System.lineSeparator() + System.lineSeparator() + usage());
            return WRONG_USAGE;
        } catch (RunFailedException | OrdersFileException | IOException e) {
            terminal.complain("run: " + (e instanceof IOException ? e.toString() : e.getMessage()));
            return FAILED;
        }
    }

    private int run() throws IOException, RunFailedException, OrdersFileException {
        List<OrderLine> orders = OrdersFile.read(options.orders());
        // The lock is held until this process ends, whatever ends it.
        RunDirectory directory = RunDirectory.open(options.directory());
        List<String> taken = options.ports().taken();
        if (!taken.isEmpty()) {
            throw new RunFailedException(String.join(System.lineSeparator(), taken));
        }
        directory.startAfresh();
        directory.remember("run", ProcessHandle.current());
        Supervisor supervisor = new Supervisor(directory, terminal::last);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stopForGood(supervisor), "stop"));
        return supervise(supervisor, new Demonstration(options, directory, supervisor, terminal), orders);
    }

    private void stopForGood(Supervisor supervisor) {
        terminal.silence();
        supervisor.close();
    }

    private int supervise(Supervisor supervisor, Demonstration demonstration, List<OrderLine> orders)
            throws RunFailedException {
        CompletableFuture<Integer> work = new CompletableFuture<>();
        Daemons.named("steps")
                .newThread(() -> perform(demonstration, orders, work))
                .start();
        try {
            Object first = CompletableFuture.anyOf(work, supervisor.lost()).get();
            if (first instanceof Integer status) {
                return status;
            }
            throw new RunFailedException((String) first);
        } catch (ExecutionException e) {
            // A step that fails because a process died is told as that death.
            String story = supervisor.lost().getNow(null);
            if (story != null) {
                throw new RunFailedException(story, e);
            }
            if (e.getCause() instanceof RunFailedException failed) {
                throw failed;
            }
            throw new RunFailedException(
                    "The run failed: " + e.getCause() + ". The logs are in " + options.directory(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RunFailedException("Interrupted", e);
        } finally {
            terminal.hush();
            supervisor.close();
        }
    }

    private void perform(Demonstration demonstration, List<OrderLine> orders, CompletableFuture<Integer> work) {
        try {
            demonstration.start();
            Report report = demonstration.placeOrders(orders);
            terminal.line("");
            report.lines().forEach(terminal::line);
            terminal.line("");
            tell(report);
            if (options.once()) {
                work.complete(report.deviations().isEmpty() ? FINE : FAILED);
            } else {
                addresses().forEach(terminal::line);
                // For ever: a signal or the end of a process ends the run.
                new CountDownLatch(1).await();
            }
        } catch (IOException | SQLException | RunFailedException | InterruptedException | RuntimeException e) {
            work.completeExceptionally(e);
        }
    }

    private void tell(Report report) {
        List<String> deviations = report.deviations();
        if (deviations.isEmpty()) {
            terminal.line(report.praise());
            return;
        }
        terminal.line(deviations.size() + " deviations:");
        deviations.stream().limit(MOST_DEVIATIONS_SHOWN).forEach(deviation -> terminal.line("  " + deviation));
        if (deviations.size() > MOST_DEVIATIONS_SHOWN) {
            terminal.line("  ... and " + (deviations.size() - MOST_DEVIATIONS_SHOWN) + " more");
        }
    }

    private List<String> addresses() throws IOException {
        Ports ports = options.ports();
        String password = ConsolePassword.printedIn(options.directory().resolve("logs"));
        List<String> lines = new ArrayList<>(List.of(
                "",
                "Everything is running; Ctrl-C stops it.",
                "  coordinator, for Seata clients   " + ports.address(Endpoint.COORDINATOR),
                "  coordinator, API                 " + ports.http(Endpoint.API, "/v1/transactions"),
                "  coordinator, console             " + ports.http(Endpoint.CONSOLE, "/")
                        + (password == null ? "" : "  user admin, password " + password),
                "  order service                    " + ports.http(Endpoint.ORDER, "/orders"),
                "  databases and logs               " + options.directory()));
        if (options.cluster()) {
            lines.addAll(List.of(
                    "  the second, for Seata clients    " + ports.address(Endpoint.SECOND_COORDINATOR),
                    "  the second, API                  " + ports.http(Endpoint.SECOND_API, "/v1/transactions"),
                    "  the second, console              " + ports.http(Endpoint.SECOND_CONSOLE, "/"),
                    "  Nacos                            " + ports.address(Endpoint.NACOS)));
        }
        lines.addAll(List.of(
                "",
                "Place an order, and look at it:",
                "  curl -s -H 'Content-Type: application/json' " + ports.http(Endpoint.ORDER, "/orders") + " \\",
                "    -d '{\"orderNo\":\"MINE-1\",\"sku\":\"SKU-1\",\"quantity\":2,\"account\":\"alice\",\"amount\":19.90}'",
                "  curl -s " + ports.http(Endpoint.ORDER, "/orders/MINE-1")));
        return lines;
    }

    private static String usage() {
        try (InputStream text = Run.class.getResourceAsStream("usage.txt")) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8).stripTrailing();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
