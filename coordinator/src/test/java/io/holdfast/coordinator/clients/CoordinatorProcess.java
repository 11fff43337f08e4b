// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.clients;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * The real coordinator in a process of its own, on free ports and with a data directory that outlives the process, so that
 * it can be killed and started again. For one thread.
 */
final class CoordinatorProcess implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(90);

    private final Path directory;
    private final int seataPort;
    private final int httpPort;
    private final List<String> arguments;
    private final HttpClient http = HttpClient.newHttpClient();
    /** Ends the process with this one, whatever ends this one. */
    private final Thread undertaker;

    private volatile Process process;

    /**
     * @param directory for its data and its log
     * @param arguments settings beyond ports and data directory
     */
    CoordinatorProcess(Path directory, String... arguments) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.seataPort = freePort();
        this.httpPort = freePort();
        this.arguments = List.of(arguments);
        this.undertaker = new Thread(this::destroy);
        Runtime.getRuntime().addShutdownHook(undertaker);
    }

    /**
     * A port that nobody listens on, below those that systems give to outgoing connections: a client that keeps trying to
     * reach a coordinator that is down must not be given the coordinator's own port to try it from.
     */
    static int freePort() {
        int port = 0;
        while (port == 0) {
            int candidate = ThreadLocalRandom.current().nextInt(20_000, 30_000);
            try (ServerSocket probe = new ServerSocket(candidate, 1, InetAddress.getLoopbackAddress())) {
                port = probe.getLocalPort();
            } catch (IOException taken) {
                port = 0;
            }
        }
        return port;
    }

    /** Starts the process and does not wait for it; {@link #awaitReady} does. */
    void start() throws IOException {
        startWith(List.of());
    }

    /** As {@link #start}, with more options for the Java virtual machine. */
    void startWith(List<String> javaOptions) throws IOException {
        process = new ProcessBuilder(command(javaOptions, List.of()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
    }

    /** @param before what comes first of the program's arguments */
    private List<String> command(List<String> javaOptions, List<String> before) throws IOException {
        List<String> command = new ArrayList<>(CoordinatorClasses.command(javaOptions));
        command.addAll(before);
        command.add("--holdfast.data-dir=" + directory.resolve("data"));
        command.add("--holdfast.seata.port=" + seataPort);
        command.add("--server.port=" + httpPort);
        if (arguments.stream().noneMatch(argument -> argument.startsWith("--holdfast.api."))) {
            command.add("--holdfast.api.enabled=false"); // whom Seata's clients speak to has no need of it
        }
        command.addAll(arguments);
        return command;
    }

    /** What {@code doctor} says of the same settings, and as the last line its exit status. */
    List<String> doctor() throws IOException, InterruptedException {
        Path said = directory.resolve("doctor.log");
        Process doctor = new ProcessBuilder(command(List.of(), List.of("doctor")))
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        int status = doctor.waitFor();
        List<String> lines = new ArrayList<>(Files.readAllLines(said));
        lines.add(Integer.toString(status));
        return lines;
    }

    /** @throws IllegalStateException if it has ended, with the end of its log */
    void awaitReady() {
        Awaitility.await("the coordinator is ready, see " + log())
                .atMost(START)
                .pollInterval(Duration.ofMillis(50))
                .until(this::isReady);
    }

    private boolean isReady() throws IOException, InterruptedException {
        if (!process.isAlive()) {
            List<String> lines = logLines();
            List<String> tail = lines.subList(Math.max(0, lines.size() - 40), lines.size());
            throw new IllegalStateException(
                    "the coordinator ended with " + process.exitValue() + ":\n" + String.join("\n", tail));
        }
        URI readiness = URI.create("http://127.0.0.1:" + httpPort + "/actuator/health/readiness");
        try {
            HttpRequest request = HttpRequest.newBuilder(readiness)
                    .timeout(Duration.ofSeconds(2))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    String address() {
        return "127.0.0.1:" + seataPort;
    }

    String httpAddress() {
        return "http://127.0.0.1:" + httpPort;
    }

    long pid() {
        return process.pid();
    }

    int seataPort() {
        return seataPort;
    }

    int httpPort() {
        return httpPort;
    }

    Path log() {
        return directory.resolve("coordinator.log");
    }

    /** All that its runs so far have logged. */
    List<String> logLines() throws IOException {
        return Files.readAllLines(log());
    }

    /** SIGKILL: nothing is flushed, synced or told to anybody. */
    void kill9() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** SIGTERM: an orderly stop, and the time it may take. */
    void stopInOrder(Duration atMost) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("the coordinator did not stop in " + atMost + ", see " + log());
        }
    }

    /** SIGSTOP: every thread stands still, and every connection stays open. */
    void pause() throws IOException, InterruptedException {
        signal("-STOP");
    }

    /** SIGCONT: it goes on as if no time had passed. */
    void goOn() throws IOException, InterruptedException {
        signal("-CONT");
    }

    private void signal(String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", signal, Long.toString(pid())).start().waitFor();
    }

    /** Waits a while, or until the process has ended by itself, which is then reported. */
    void liveFor(Duration while_) throws InterruptedException {
        if (process.waitFor(while_.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException(
                    "the coordinator ended by itself, with " + process.exitValue() + ", see " + log());
        }
    }

    private void destroy() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(undertaker);
        destroy();
    }
}
