// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.coordinator.lane.LaneState.Condition;
import io.holdfast.coordinator.log.JdbcTransactionLog;
import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.Answer.Refusal;
import io.holdfast.coordinator.model.Answer.Refused;
import io.holdfast.coordinator.port.LogFailure;
import io.holdfast.coordinator.port.TransactionLog;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A running lane on a disk of a few megabytes, which somebody else fills. */
class FullDiskIT {
    private static final long NOW = 1_700_000_000_000L;

    @TempDir
    Path disk;

    private final Judge judge = new Judge();
    private TransactionLog log;
    private LiveLane lane;

    private static int run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getInputStream().transferTo(OutputStream.nullOutputStream());
        return process.waitFor();
    }

    @BeforeEach
    void mount() throws Exception {
        boolean mounted = System.getProperty("user.name").equals("root")
                && run("mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", disk.toString()) == 0;
        assumeTrue(mounted, "NOT TESTED: a disk of its own can be mounted by root only (and on Linux)");
    }

    @AfterEach
    void unmount() throws Exception {
        if (lane != null) {
            lane.close();
        }
        if (log != null) {
            log.close();
        }
        run("umount", "-l", disk.toString()); // a library may be loaded from there
    }

    private Path file() {
        return disk.resolve("data").resolve("holdfast.db");
    }

    private Path filler() {
        return disk.resolve("filler");
    }

    private void fill() throws IOException {
        try (OutputStream out = Files.newOutputStream(filler())) {
            byte[] block = new byte[512];
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("space");
        }
    }

    private void start() throws LogFailure {
        log = JdbcTransactionLog.embedded(file(), "node-1", () -> NOW);
        lane = new LiveLane(log, judge, 0);
    }

    @Test
    void aLaneOnAFullDiskHaltsSaysSoLosesNothingAndServesAgainWhenThereIsSpace() throws Exception {
        start();
        for (int round = 0; round < 3; round++) {
            assertThat(lane.register()).isInstanceOf(Answer.Registered.class);
            fill();
            Refused refused = lane.registerUntilRefused();
            assertThat(refused.refusal()).isEqualTo(Refusal.UNAVAILABLE);
            assertThat(refused.message())
                    .contains("ask again")
                    .contains(file().toString())
                    .contains("free some space");
            lane.await(Condition.HALTED, Duration.ofSeconds(10));

            Files.delete(filler());
            lane.await(Condition.SERVING, Duration.ofSeconds(30));
        }
        int before = judge.transactions().size();
        assertThat(lane.register()).isInstanceOf(Answer.Registered.class);
        lane.close();
        log.close();
        start();
        assertThat(judge.transactions()).hasSize(before + 1);
    }

    @Test
    void aFirstStartOnAFullDiskIsRefusedAndSaysWhy() throws Exception {
        Files.createDirectories(file().getParent());
        fill();
        assertThatThrownBy(this::start)
                .isInstanceOf(LogFailure.class)
                .hasMessageContaining(disk.toString())
                .hasMessageContaining("space");
    }

    @Test
    void aStartOnADiskThatIsFullByNowIsRefusedAndEverythingIsThereWhenThereIsSpace() throws Exception {
        start();
        assertThat(lane.register()).isInstanceOf(Answer.Registered.class);
        lane.close();
        log.close();
        fill();
        assertThatThrownBy(this::start).isInstanceOf(LogFailure.class).hasMessageContaining("free some space");
        log.close();
        Files.delete(filler());
        start();
        assertThat(judge.transactions()).hasSize(1);
    }
}
