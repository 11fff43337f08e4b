// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Reads what a child process says, line by line, from the log that its output goes to. One thread. */
public final class ChildLines {
    private static final long BETWEEN_LOOKS_MILLIS = 20;

    private final ChildProcess child;
    private long position;
    private String rest = "";

    public ChildLines(ChildProcess child) {
        this.child = child;
        this.position = child.logStart();
    }

    /**
     * The next line that begins with {@code opening}, without that; lines before it are passed over.
     *
     * @throws RunFailedException if the process ended first, or said nothing of the kind for so long
     */
    public String await(String opening, Duration bound) throws IOException, InterruptedException, RunFailedException {
        long end = System.nanoTime() + bound.toNanos();
        while (System.nanoTime() < end) {
            boolean alive = child.handle().isAlive();
            String line = next();
            if (line == null && !alive) {
                throw new RunFailedException(
                        Supervisor.obituary(child, child.exit().join()));
            }
            if (line == null) {
                TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS_MILLIS);
            } else if (line.startsWith(opening)) {
                return line.substring(opening.length());
            }
        }
        throw new RunFailedException(
                "%s did not answer within %d s. Its log is %s".formatted(child.name(), bound.toSeconds(), child.log()));
    }

    /** Null if there is no whole line yet. */
    private String next() throws IOException {
        int end = rest.indexOf('\n');
        if (end < 0) {
            rest += read();
            end = rest.indexOf('\n');
        }
        if (end < 0) {
            return null;
        }
        String line = rest.substring(0, end);
        rest = rest.substring(end + 1);
        return line;
    }

    private String read() throws IOException {
        try (RandomAccessFile log = new RandomAccessFile(child.log().toFile(), "r")) {
            log.seek(position);
            byte[] bytes = new byte[(int) Math.max(0, log.length() - position)];
            log.readFully(bytes);
            position += bytes.length;
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }
}
