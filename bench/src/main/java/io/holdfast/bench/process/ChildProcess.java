// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.process;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * One started process with its log file.
 *
 * <p>Ctrl-C reaches every process of a terminal at once; a child ignores it (and the hang-up of the terminal), so that
 * the supervisor can stop the children in order. Its standard input stays open for as long as this process lives.
 */
public final class ChildProcess {
    /** A signal ignored when a program is started stays ignored in it; a JVM respects that. */
    private static final List<String> IGNORING_INTERRUPTS =
            List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$@\"", "sh");

    private static final Pattern STACK_FRAME = Pattern.compile("^\\s+(at |\\.\\.\\. \\d+ )");

    private static final int LONGEST_LINE = 240;

    private static final Duration FORCED_BOUND = Duration.ofSeconds(10);

    private final String name;
    private final Process process;
    private final Path log;
    private final long logStart;

    private ChildProcess(String name, Process process, Path log, long logStart) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.logStart = logStart;
    }

    public static ChildProcess start(String name, List<String> command, Path log) throws IOException {
        List<String> words = new ArrayList<>(IGNORING_INTERRUPTS);
        words.addAll(command);
        long logStart = Files.exists(log) ? Files.size(log) : 0;
        Process process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        return new ChildProcess(name, process, log, logStart);
    }

    public String name() {
        return name;
    }

    public Path log() {
        return log;
    }

    /** Where in its log this process begins: before that is what an earlier one of the same name has said. */
    public long logStart() {
        return logStart;
    }

    public ProcessHandle handle() {
        return process.toHandle();
    }

    /** Sends a line to its standard input, for a program that reads it. */
    public void say(String line) throws IOException {
        OutputStream in = process.getOutputStream();
        in.write((line + '\n').getBytes(StandardCharsets.UTF_8));
        in.flush();
    }

    /** Ends it as kill -9 does, and returns once it is gone. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor(FORCED_BOUND.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Completes with the exit status. */
    public CompletableFuture<Integer> exit() {
        return process.onExit().thenApply(Process::exitValue);
    }

    /** Whether it has ended within {@code bound} */
    public boolean awaitEnd(Duration bound) throws InterruptedException {
        return process.waitFor(bound.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Asks it to end; if it has not within {@code polite}, ends it. Returns once it is gone. */
    public void stop(Duration polite) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(polite.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly().waitFor(FORCED_BOUND.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /**
     * The end of its log, for a message about why it ended: without stack frames, which only hide the reason, and with long
     * lines cut.
     */
    public List<String> lastLines(int count) {
        try {
            List<String> lines = new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line ->
                            !line.isBlank() && !STACK_FRAME.matcher(line).find())
                    .map(line -> line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE) + " ...")
                    .toList();
            return lines.subList(Math.max(0, lines.size() - count), lines.size());
        } catch (IOException e) {
            return List.of("(" + log + " cannot be read: " + e.getMessage() + ")");
        }
    }
}
