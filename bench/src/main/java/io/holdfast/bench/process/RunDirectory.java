// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.process;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The directory of one run: {@code data/}, {@code logs/}, what the run before left in {@code previous/}, and the note of
 * the processes that were started.
 *
 * <p>Owned by one process at a time: a file lock, which the operating system drops however that process ends, says so.
 * The note ({@code processes}, one "name pid start-instant" a line) finds children that outlived a killed driver; the
 * start instant keeps a pid that was given to another program since from being taken for one of them.
 */
public final class RunDirectory implements AutoCloseable {
    private static final Duration CHILDREN_END_WITHIN = Duration.ofSeconds(15);

    private final Path root;
    private final FileChannel lockFile;
    private final FileLock lock;

    private RunDirectory(Path root, FileChannel lockFile, FileLock lock) {
        this.root = root;
        this.lockFile = lockFile;
        this.lock = lock;
    }

    /** @throws RunFailedException if an earlier run is still there, with the pids to stop */
    public static RunDirectory open(Path root) throws IOException, RunFailedException {
        Files.createDirectories(root);
        FileChannel lockFile =
                FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = tryLock(lockFile);
        RunDirectory directory = new RunDirectory(root, lockFile, lock);
        List<String> alive = directory.awaitEnd(lock == null ? Duration.ZERO : CHILDREN_END_WITHIN);
        if (lock == null || !alive.isEmpty()) {
            directory.close();
            throw new RunFailedException("An earlier run is still there in " + root + ": "
                    + (alive.isEmpty() ? "it is just starting" : String.join(", ", alive))
                    + ". Stop it with Ctrl-C in its terminal or with kill and the first of these pids,"
                    + " or use another directory (--dir) and other ports (--port-offset).");
        }
        return directory;
    }

    private static FileLock tryLock(FileChannel lockFile) throws IOException {
        try {
            return lockFile.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    /** Children see by themselves that their parent was killed; that takes a moment. */
    private List<String> awaitEnd(Duration bound) throws IOException, RunFailedException {
        long end = System.nanoTime() + bound.toNanos();
        List<String> alive = stillAlive();
        while (!alive.isEmpty() && System.nanoTime() < end) {
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new RunFailedException("Interrupted while an earlier run was ending", e);
            }
            alive = stillAlive();
        }
        return alive;
    }

    private List<String> stillAlive() throws IOException {
        Path note = root.resolve("processes");
        List<String> alive = new ArrayList<>();
        if (Files.exists(note)) {
            for (String line : Files.readAllLines(note)) {
                String[] words = line.split(" ", 3);
                Optional<ProcessHandle> process = ProcessHandle.of(Long.parseLong(words[1]));
                if (process.isPresent() && startOf(process.get()).equals(words[2])) {
                    alive.add(words[0] + " (pid " + words[1] + ")");
                }
            }
        }
        return alive;
    }

    /** Puts what the run before left into {@code previous/}, in place of what that run had put there. */
    public void startAfresh() throws IOException {
        Path previous = root.resolve("previous");
        deleteTree(previous);
        Files.createDirectories(previous);
        for (String name : List.of("data", "logs")) {
            Path old = root.resolve(name);
            if (Files.exists(old)) {
                Files.move(old, previous.resolve(name), StandardCopyOption.ATOMIC_MOVE);
            }
            Files.createDirectories(old);
        }
        Files.deleteIfExists(root.resolve("processes"));
    }

    private static void deleteTree(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(tree)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /** Where the program called {@code name} keeps its store; not created here. */
    public Path data(String name) {
        return root.resolve("data").resolve(name);
    }

    public Path log(String name) {
        return root.resolve("logs").resolve(name + ".log");
    }

    public Path logs() {
        return root.resolve("logs");
    }

    /** Notes a started process, so that the next run can find it. */
    public synchronized void remember(String name, ProcessHandle process) throws IOException {
        Files.writeString(
                root.resolve("processes"),
                "%s %d %s%n".formatted(name, process.pid(), startOf(process)),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    private static String startOf(ProcessHandle process) {
        return process.info().startInstant().map(Object::toString).orElse("unknown");
    }

    @Override
    public void close() throws IOException {
        if (lock != null) {
            lock.release();
        }
        lockFile.close();
    }
}
