// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The embedded log under processes that are killed. */
class SqliteKillIT extends KillContract {
    private int logs;

    @Override
    String newLog() {
        return directory.resolve("data-" + ++logs).resolve("holdfast.db").toString();
    }

    @Test
    void killedProcessesShareOneCopyOfTheNativeLibraryAndLeaveNoneBehind() throws Exception {
        String log = newLog();
        Path temporary = Files.createDirectory(directory.resolve("temporary"));
        for (int life = 1; life <= 2; life++) {
            ProcessBuilder process = new ProcessBuilder(
                            new ChildLife(life, 10, 20).command(log, directory.resolve("journal-" + life)))
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("output").toFile());
            process.environment().put("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + temporary);
            assertThat(end(process.start())).isEqualTo(Life.KILLED);
        }
        assertThat(temporary).isEmptyDirectory();
        try (var copies = Files.list(Path.of(log).resolveSibling("native"))) {
            assertThat(copies).hasSize(1);
        }
    }
}
