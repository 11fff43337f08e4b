// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.compare;

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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * The program behind {@code ./benchmark}: parses the command line, owns the processes of one run, and turns every way in
 * which it can end into a message and an exit status.
 *
 * <p>The work runs on a thread of its own, so that this one can hear of a process that died meanwhile. A signal is heard by
 * the JVM's shutdown hook, which stops the processes in order.
 */
public final class Benchmark {
    private static final int FINE = 0;
    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;
    private static final double QUIET = 0.5;

    private final BenchmarkOptions options;
    private final Terminal terminal;

    private Benchmark(BenchmarkOptions options, Terminal terminal) {
        this.options = options;
        this.terminal = terminal;
    }

    /** Exits with 0 if it was measured, 1 if that failed or, with --strict, a target was missed, 2 for wrong usage. */
    public static void main(String[] arguments) {
        // ./benchmark knows whether its output is a terminal; Java cannot tell before version 22.
        Terminal terminal = new Terminal(System.out, System.err, Boolean.getBoolean("holdfast.terminal"));
        System.exit(run(List.of(arguments), terminal));
    }

    private static int run(List<String> arguments, Terminal terminal) {
        try {
            BenchmarkOptions options = BenchmarkOptions.parse(arguments);
            if (options.help()) {
                terminal.line(usage());
                return FINE;
            }
            return new Benchmark(options, terminal).run();
        } catch (UsageException e) {
            terminal.complain(
                    "benchmark: " + e.getMessage() + System.lineSeparator() + System.lineSeparator() + usage());
            return WRONG_USAGE;
        } catch (RunFailedException | IOException e) {
            terminal.complain("benchmark: " + (e instanceof IOException ? e.toString() : e.getMessage()));
            return FAILED;
        }
    }

    private int run() throws IOException, RunFailedException {
        // The lock is held until this process ends, whatever ends it.
        RunDirectory directory = RunDirectory.open(options.directory());
        directory.startAfresh();
        directory.remember("benchmark", ProcessHandle.current());
        Supervisor supervisor = new Supervisor(directory, terminal::last);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stopForGood(supervisor), "stop"));
        if (Machine.load() > QUIET) {
            terminal.line("Mind: this machine is busy (load " + Machine.load() + "); figures need a quiet one.");
        }
        JavaCommands commands = new JavaCommands(options.home(), options.heap());
        Databases databases = new Databases(supervisor, commands, options.mysql());
        Servers servers = new Servers(directory, supervisor, commands, databases);
        return supervise(
                supervisor,
                new Task(options, new Workshop(directory, supervisor, commands, databases, servers, terminal)));
    }

    private void stopForGood(Supervisor supervisor) {
        terminal.silence();
        supervisor.close();
    }

    private int supervise(Supervisor supervisor, Task task) throws RunFailedException {
        CompletableFuture<Boolean> work = new CompletableFuture<>();
        Daemons.named("measure").newThread(() -> perform(task, work)).start();
        try {
            Object first = CompletableFuture.anyOf(work, supervisor.lost()).get();
            if (first instanceof Boolean good) {
                return good ? FINE : FAILED;
            }
            throw new RunFailedException((String) first);
        } catch (ExecutionException e) {
            throw explained(supervisor, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RunFailedException("Interrupted", e);
        } finally {
            terminal.hush();
            supervisor.close();
        }
    }

    private RunFailedException explained(Supervisor supervisor, ExecutionException e) {
        // A step that fails because a process died is told as that death.
        String story = supervisor.lost().getNow(null);
        if (story != null) {
            return new RunFailedException(story, e);
        }
        if (e.getCause() instanceof RunFailedException failed) {
            return failed;
        }
        return new RunFailedException("Failed: " + e.getCause() + ". The logs are in " + options.directory(), e);
    }

    private static void perform(Task task, CompletableFuture<Boolean> work) {
        try {
            work.complete(task.run());
        } catch (IOException | RunFailedException | InterruptedException | RuntimeException e) {
            work.completeExceptionally(e);
        }
    }

    private static String usage() {
        try (InputStream text = Benchmark.class.getResourceAsStream("usage.txt")) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8).stripTrailing();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
