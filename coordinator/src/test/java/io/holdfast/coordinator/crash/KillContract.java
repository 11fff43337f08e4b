// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.coordinator.port.LogFailure;
import io.holdfast.coordinator.port.TransactionLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process with a lane on a real log is killed at every boundary of its life: before and after it takes the lane, recovers,
 * appends, answers and calls. What it had promised holds for the next one. The same for every log.
 */
abstract class KillContract {
    private static final int TURNS = 30;
    private static final long LATER_MILLIS = 1_800_000_000_000L;

    @TempDir
    Path directory;

    /** A new log, as the first argument of {@link Life}. */
    abstract String newLog() throws IOException;

    private Process start(String log, Path journal, ChildLife life) throws IOException {
        return new ProcessBuilder(life.command(log, journal))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("output").toFile()))
                .start();
    }

    static int end(Process process) throws InterruptedException {
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES))
                    .as("the child ends")
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        return process.exitValue();
    }

    private static void assertPromisesHold(String log, Path journal, long seed) throws IOException, LogFailure {
        Judge judge = new Judge();
        String lines = Files.exists(journal) ? Files.readString(journal) : "";
        // What was cut off was on its way out; only whole lines were said.
        lines.substring(0, lines.lastIndexOf('\n') + 1).lines().forEach(judge::read);
        Journal continued = new Journal(judge::read, () -> {});
        try (TransactionLog again = Life.open(log, () -> LATER_MILLIS)) {
            try (Script script = new Script(again, continued, seed, LATER_MILLIS)) {
                script.live(3);
                Images.lookUpAll(judge, continued.around(again));
            }
            try (Script script = new Script(again, continued, seed, LATER_MILLIS)) {
                script.live(1);
            }
        }
    }

    @Test
    void whatWasPromisedHoldsAtWhateverBoundaryTheProcessIsKilled() throws Exception {
        int step = Effort.given().boundaryStep();
        Random random = new Random(Effort.given().seed());
        int killed = 0;
        boolean ended = false;
        for (int boundary = 1; !ended; boundary += 1 + random.nextInt(step)) {
            String log = newLog();
            Path journal = directory.resolve("journal-" + boundary);
            int status = end(start(log, journal, new ChildLife(7, TURNS, boundary)));
            assertThat(status)
                    .as("see %s", Files.readString(directory.resolve("output")))
                    .isIn(Life.KILLED, 0);
            ended = status == 0;
            killed += ended ? 0 : 1;
            assertPromisesHold(log, journal, boundary);
        }
        System.out.println(killed + " lives killed at a boundary");
        assertThat(killed).isPositive();
    }

    @Test
    void whatWasPromisedHoldsWhenTheProcessIsKilledFromOutside() throws Exception {
        Random random = new Random(Effort.given().seed());
        String log = newLog();
        Path journal = directory.resolve("journal");
        for (int life = 1; life <= 2; life++) {
            long before = Files.exists(journal) ? Files.size(journal) : 0;
            Process process = start(log, journal, new ChildLife(life, 1_000_000, 0));
            try {
                long enough = before + 20_000 + random.nextInt(100_000);
                Awaitility.await()
                        .atMost(1, TimeUnit.MINUTES)
                        .pollInterval(2, TimeUnit.MILLISECONDS)
                        .until(() -> Files.exists(journal) && Files.size(journal) > enough);
            } finally {
                process.destroyForcibly();
            }
            process.waitFor();
            dropHalfALine(journal);
        }
        assertPromisesHold(log, journal, 3);
    }

    private static void dropHalfALine(Path journal) throws IOException {
        String lines = Files.readString(journal);
        Files.writeString(journal, lines.substring(0, lines.lastIndexOf('\n') + 1));
    }
}
