// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.crash;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.holdfast.coordinator.log.JdbcTransactionLog;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.port.LogFailure;
import io.holdfast.coordinator.port.TransactionLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.slf4j.LoggerFactory;

/** A fresh directory for one image of a log's files after the other; each is opened, recovered, lived on and closed. */
final class Images implements AutoCloseable {
    private static final long LATER_MILLIS = 1_800_000_000_000L;
    private static final int LOOK_UPS = 20;

    private final Path directory;
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Level before = root.getLevel();
    private int opened;

    Images() throws IOException {
        directory = inMemory("holdfast-image");
        root.setLevel(Level.ERROR);
    }

    /** In memory where the system offers that: thousands of images need no disk. */
    static Path inMemory(String prefix) throws IOException {
        Path memory = Path.of("/dev/shm");
        return Files.isWritable(memory) ? Files.createTempDirectory(memory, prefix) : Files.createTempDirectory(prefix);
    }

    /** Empty. */
    Path fresh() throws IOException {
        empty();
        return directory;
    }

    Path log() {
        return directory.resolve("holdfast.db");
    }

    int opened() {
        return opened;
    }

    private void empty() throws IOException {
        try (var files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                if (!file.equals(directory)) {
                    Files.delete(file);
                }
            }
        }
    }

    /**
     * A life on the image, and a second one after it.
     *
     * @param judge what was promised before; it reads the new lives too
     * @throws LogFailure if the log refuses to start
     * @throws AssertionError if a promise is broken
     */
    void live(Judge judge, long seed) throws LogFailure {
        opened++;
        Random random = new Random(seed);
        Journal journal = new Journal(judge::read, () -> {});
        try (TransactionLog log = JdbcTransactionLog.embedded(log(), "node-2", () -> LATER_MILLIS)) {
            live(log, journal, seed, 2);
            lookUp(judge, journal.around(log), random);
            if (random.nextInt(8) > 0) {
                live(log, journal, seed, 1);
                return;
            }
        }
        try (TransactionLog log = JdbcTransactionLog.embedded(log(), "node-3", () -> LATER_MILLIS)) {
            live(log, journal, seed, 1);
            lookUp(judge, journal.around(log), random);
        }
    }

    private static void live(TransactionLog log, Journal journal, long seed, int turns) throws LogFailure {
        try (Script script = new Script(log, journal, seed, LATER_MILLIS)) {
            script.live(turns);
        }
    }

    private static void lookUp(Judge judge, TransactionLog log, Random random) throws LogFailure {
        List<String> known = judge.transactions();
        int first = known.isEmpty() ? 0 : random.nextInt(known.size());
        for (int i = 0; i < Math.min(LOOK_UPS, known.size()); i++) {
            String id = i % 2 == 0 ? known.get((first + i) % known.size()) : known.get(known.size() - 1 - i);
            log.findFinished(new TransactionId(Long.parseLong(id)));
        }
    }

    static void lookUpAll(Judge judge, TransactionLog log) throws LogFailure {
        for (String id : judge.transactions()) {
            log.findFinished(new TransactionId(Long.parseLong(id)));
        }
    }

    @Override
    public void close() throws IOException {
        root.setLevel(before);
        empty();
        Files.delete(directory);
    }
}
