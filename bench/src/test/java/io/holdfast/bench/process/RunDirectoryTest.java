// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunDirectoryTest {
    @TempDir
    private Path root;

    @Test
    void aSecondRunIsRefusedWhileTheFirstIsThere() throws Exception {
        try (RunDirectory first = RunDirectory.open(root)) {
            first.remember("run", ProcessHandle.current());
            assertThatThrownBy(() -> RunDirectory.open(root))
                    .isInstanceOf(RunFailedException.class)
                    .hasMessageContaining("An earlier run is still there")
                    .hasMessageContaining("run (pid " + ProcessHandle.current().pid() + ")");
        }
    }

    @Test
    void aPidThatBelongsToAnotherProcessNowIsNotTakenForAnEarlierRun() throws Exception {
        Files.writeString(
                root.resolve("processes"),
                "coordinator " + ProcessHandle.current().pid() + " 1999-12-31T23:59:59Z\n");
        RunDirectory.open(root).close();
        assertThat(root.resolve("lock")).exists();
    }

    @Test
    void theDataOfTheLastTwoRunsIsKept() throws Exception {
        for (String run : new String[] {"first", "second", "third"}) {
            try (RunDirectory directory = RunDirectory.open(root)) {
                directory.startAfresh();
                Files.writeString(directory.data("coordinator"), run);
            }
        }
        assertThat(root.resolve("data/coordinator")).hasContent("third");
        assertThat(root.resolve("previous/data/coordinator")).hasContent("second");
    }
}
