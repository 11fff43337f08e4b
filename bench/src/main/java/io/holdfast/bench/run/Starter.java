// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.run;

import io.holdfast.bench.process.ChildLines;
import io.holdfast.bench.process.ChildProcess;
import io.holdfast.bench.process.DatabaseProgram;
import io.holdfast.bench.process.Health;
import io.holdfast.bench.process.RunDirectory;
import io.holdfast.bench.process.RunFailedException;
import io.holdfast.bench.process.Supervisor;
import io.holdfast.bench.terminal.Terminal;
import io.holdfast.nacos.NacosServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Starts the processes of a run and waits until they are ready, saying both. One thread, if not said otherwise. */
final class Starter {
    private static final Duration START_BOUND = Duration.ofMinutes(3);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    private final RunDirectory directory;
    private final Supervisor supervisor;
    private final Terminal terminal;
    private final Launcher launcher;
    private final Ports ports;
    private final Health health;
    private final Map<String, ChildProcess> started = new ConcurrentHashMap<>();

    Starter(
            RunDirectory directory,
            Supervisor supervisor,
            Terminal terminal,
            Launcher launcher,
            Ports ports,
            HttpClient http) {
        this.directory = directory;
        this.supervisor = supervisor;
        this.terminal = terminal;
        this.launcher = launcher;
        this.ports = ports;
        this.health = new Health(http);
    }

    /** A MySQL server and a Nacos, at the same time. */
    Databases startServers() throws IOException, InterruptedException, RunFailedException {
        long start = System.nanoTime();
        ChildProcess mysql = begin("mysql", launcher.database());
        startNacos();
        String[] words =
                new ChildLines(mysql).await(DatabaseProgram.ANSWER, START_BOUND).split("\t", -1);
        ready("mysql", start);
        awaitNacos(start);
        return new Databases(words[0], words[1], words[2]);
    }

    /** A Nacos alone, and waits for it. */
    void startNacosAlone() throws IOException, InterruptedException, RunFailedException {
        long start = System.nanoTime();
        startNacos();
        awaitNacos(start);
    }

    private void startNacos() throws IOException {
        begin("nacos", NacosServer.command(Files.createDirectories(directory.data("nacos")), ports.of(Endpoint.NACOS)));
    }

    private void awaitNacos(long start) throws InterruptedException, RunFailedException {
        terminal.passing("waiting for nacos ...");
        while (!NacosServer.isReady(ports.of(Endpoint.NACOS))) {
            if (System.nanoTime() - start > START_BOUND.toNanos()) {
                throw notReady("nacos", "at " + ports.address(Endpoint.NACOS));
            }
            Thread.sleep(BETWEEN_LOOKS.toMillis());
        }
        ready("nacos", start);
    }

    /** Starts each stage once the one before is ready. */
    void startAll(List<List<Program>> stages, Databases databases)
            throws IOException, InterruptedException, RunFailedException {
        for (List<Program> stage : stages) {
            long start = System.nanoTime();
            for (Program program : stage) {
                start(program, databases);
            }
            for (Program program : stage) {
                awaitReady(program, start);
            }
        }
    }

    private void start(Program program, Databases databases) throws IOException, RunFailedException {
        List<String> command = launcher.command(program, directory.data(program.name()));
        if (program.isSample()) {
            command.addAll(databases.arguments(program.name()));
        }
        begin(program.name(), command);
    }

    private ChildProcess begin(String name, List<String> command) throws IOException {
        terminal.line("starting " + name + ", log " + directory.log(name));
        ChildProcess process = supervisor.start(name, command);
        started.put(name, process);
        return process;
    }

    /** Ends one of them as kill -9 does. Any thread. */
    void kill(Program program) throws InterruptedException {
        supervisor.kill(started.get(program.name()));
    }

    private void awaitReady(Program program, long start) throws InterruptedException, RunFailedException {
        terminal.passing("waiting for " + program.name() + " ...");
        URI address = ports.http(program.health(), "/actuator/health/readiness");
        if (!health.await(address, START_BOUND)) {
            throw notReady(program.name(), address.toString());
        }
        ready(program.name(), start);
    }

    private void ready(String name, long start) {
        terminal.line(String.format(Locale.ROOT, "%s is ready (%.1f s)", name, (System.nanoTime() - start) / 1e9));
    }

    private RunFailedException notReady(String name, String address) {
        return new RunFailedException("%s was not ready (%s) within %d s. Its log is %s"
                .formatted(name, address, START_BOUND.toSeconds(), directory.log(name)));
    }
}
