// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.crash;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.holdfast.coordinator.log.JdbcTransactionLog;
import io.holdfast.coordinator.port.LogFailure;
import io.holdfast.coordinator.port.TransactionLog;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.slf4j.LoggerFactory;

/**
 * A process that lives a {@link Script} on a log of its own and writes its {@link Journal} into a file. Arguments: the log,
 * the journal, the seed, how many turns, and the number of the boundary at which it kills itself (0: none). Ends with 0
 * after an orderly end, {@link #REFUSED} if the log failed for good, {@link #KILLED} at its boundary.
 */
final class Life {
    static final int KILLED = 137;
    static final int REFUSED = 3;
    private static final long START_MILLIS = 1_700_000_000_000L;

    private Life() {}

    public static void main(String[] args) throws IOException {
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.ERROR);
        long seed = Long.parseLong(args[2]);
        int lastBoundary = Integer.parseInt(args[4]);
        AtomicInteger boundaries = new AtomicInteger();
        try (OutputStream file = new FileOutputStream(args[1], true)) {
            Journal journal = new Journal(line -> write(file, line), () -> {
                if (boundaries.incrementAndGet() == lastBoundary) {
                    Runtime.getRuntime().halt(KILLED);
                }
            });
            try (TransactionLog log = open(args[0], () -> START_MILLIS)) {
                try (Script script = new Script(log, journal, seed, START_MILLIS + seed * 20_000)) {
                    script.live(Integer.parseInt(args[3]));
                }
            }
        } catch (LogFailure refused) {
            System.out.println("refused: " + refused.getMessage());
            Runtime.getRuntime().halt(REFUSED);
        }
    }

    /** @param log the embedded log's file */
    static TransactionLog open(String log, LongSupplier clock) throws LogFailure {
        return JdbcTransactionLog.embedded(Path.of(log), "node", clock);
    }

    private static void write(OutputStream file, String line) {
        try {
            file.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
