// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.process;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Owns every process of one run: nothing that it started is left when {@link #close} returns, and nothing is started
 * afterwards. Safe for any thread.
 */
public final class Supervisor implements AutoCloseable {
    private static final Duration POLITE = Duration.ofSeconds(15);

    private final RunDirectory directory;
    private final Consumer<String> said;
    private final List<ChildProcess> children = new ArrayList<>();
    /** Processes that end because we want them to. */
    private final Set<ChildProcess> released = ConcurrentHashMap.newKeySet();

    private final CompletableFuture<String> lost = new CompletableFuture<>();
    private volatile boolean closed;

    /** @param said told in words what is being stopped */
    public Supervisor(RunDirectory directory, Consumer<String> said) {
        this.directory = directory;
        this.said = said;
    }

    /**
     * Starts a process that is to stay until {@link #close}, or until it is {@linkplain #stop stopped}: if it ends before,
     * {@link #lost} says so.
     */
    public ChildProcess start(String name, List<String> command) throws IOException {
        ChildProcess child = startOne(name, command);
        var ignored = child.exit().thenAccept(status -> {
            if (!closed && !released.contains(child)) {
                lost.complete(obituary(child, status));
            }
        });
        return child;
    }

    /** Starts a process that ends by itself; {@link #close} ends it if it has not. */
    public ChildProcess startPassing(String name, List<String> command) throws IOException {
        return startOne(name, command);
    }

    private synchronized ChildProcess startOne(String name, List<String> command) throws IOException {
        if (closed) {
            throw new IOException("Not starting " + name + ": the run is being stopped");
        }
        ChildProcess child = ChildProcess.start(name, command, directory.log(name));
        children.add(child);
        directory.remember(name, child.handle());
        return child;
    }

    /** Stops one process before the others. */
    public void stop(ChildProcess child) throws InterruptedException {
        released.add(child);
        child.stop(POLITE);
    }

    /** Ends one process as kill -9 does. */
    public void kill(ChildProcess child) throws InterruptedException {
        released.add(child);
        child.kill();
    }

    /** Completes with the story of the first process that ended although it was to stay. */
    public CompletableFuture<String> lost() {
        return lost;
    }

    /** What is to be said about a process that ended too early: its log file and the end of it. */
    public static String obituary(ChildProcess child, int status) {
        List<String> lines = child.lastLines(15);
        // A process that a signal ended has 128 and the signal's number as its status.
        String signal = status > 128 ? " (signal " + (status - 128) + ")" : "";
        return "%s ended with status %d%s. Its log is %s%s"
                .formatted(
                        child.name(),
                        status,
                        signal,
                        child.log(),
                        lines.isEmpty() ? " (empty)" : "; the end of it:\n    " + String.join("\n    ", lines));
    }

    /** Stops all, the last started first, one after the other. */
    @Override
    public synchronized void close() {
        closed = true;
        List<ChildProcess> alive =
                children.stream().filter(child -> child.handle().isAlive()).toList();
        children.clear();
        if (alive.isEmpty()) {
            return;
        }
        boolean interrupted = false;
        for (int i = alive.size() - 1; i >= 0; i--) {
            ChildProcess child = alive.get(i);
            said.accept("stopping " + child.name());
            try {
                child.stop(interrupted ? Duration.ZERO : POLITE);
            } catch (InterruptedException e) {
                interrupted = true;
                child.handle().destroyForcibly();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
