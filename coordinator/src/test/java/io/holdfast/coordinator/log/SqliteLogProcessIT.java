// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.coordinator.port.LaneLog;
import io.holdfast.coordinator.port.LogFailure;
import io.holdfast.coordinator.port.TransactionLog;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file between processes: who may have it, what missing rights say. */
class SqliteLogProcessIT {
    private static final List<String> WITHOUT_ROOTS_PRIVILEGE = List.of(
            "setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-dac_override,-dac_read_search");

    @TempDir
    Path directory;

    private final List<Process> children = new ArrayList<>();

    @AfterEach
    void endChildren() throws InterruptedException {
        for (Process child : children) {
            child.destroyForcibly();
            assertThat(child.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    private Path file() {
        return directory.resolve("holdfast.db");
    }

    private BufferedReader child(List<String> prefix) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), LogProcess.class.getName()));
        command.add(file().toString());
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        children.add(process);
        return process.inputReader(StandardCharsets.UTF_8);
    }

    /** The first line that is not a line of logging. */
    private static String said(BufferedReader child) throws IOException {
        String line = child.readLine();
        while (line != null && !line.startsWith("open") && !line.startsWith("refused")) {
            line = child.readLine();
        }
        return line;
    }

    private TransactionLog open() throws LogFailure {
        return JdbcTransactionLog.embedded(file(), "parent", () -> Records.AT);
    }

    @Test
    void aSecondProcessIsRefusedWhileTheFirstOneHoldsTheLogAndAfterItsEndItIsFree() throws Exception {
        assertThat(said(child(List.of()))).isEqualTo("open");
        assertThatThrownBy(this::open).isInstanceOf(LogFailure.class).hasMessageContaining("another coordinator");
        assertThat(said(child(List.of()))).contains("another coordinator").contains("stop it");

        children.get(0).destroyForcibly().waitFor();
        open().close();
    }

    @Test
    void aRefusedSecondOpeningInThisProcessLetsNoOtherProcessIn() throws Exception {
        try (TransactionLog log = open();
                LaneLog lane = log.take(0)) {
            assertThatThrownBy(this::open).isInstanceOf(LogFailure.class);
            assertThat(said(child(List.of()))).contains("another coordinator");
            lane.append(Records.of(0, 1).begun().registered(1).all());
        }
    }

    @Test
    void aDirectoryThatMayNotBeWrittenIsNamed() throws Exception {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("r-xr-xr-x"));
        try {
            assertThat(said(child(unprivileged())))
                    .startsWith("refused")
                    .contains(directory.toString())
                    .contains("holdfast.data-dir");
        } finally {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    @Test
    void aFileThatMayNotBeWrittenIsNamed() throws Exception {
        open().close();
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("r--r--r--"));
        assertThat(said(child(unprivileged())))
                .startsWith("refused")
                .contains(file().toString())
                .contains("let this user write to the file and its directory");
    }

    /** Root may write anywhere, unless it gives that right up. */
    private static List<String> unprivileged() throws IOException {
        if (!System.getProperty("user.name").equals("root")) {
            return List.of();
        }
        boolean canGiveUp = Files.isExecutable(Path.of("/usr/bin/setpriv"));
        assumeTrue(canGiveUp, "NOT TESTED: running as root, and setpriv (util-linux) is not installed");
        return WITHOUT_ROOTS_PRIVILEGE;
    }
}
