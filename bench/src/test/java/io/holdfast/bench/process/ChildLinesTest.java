// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ChildLinesTest {
    private static final Duration BOUND = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    private ChildProcess says(String script) throws Exception {
        return ChildProcess.start("child", List.of("/bin/sh", "-c", script), directory.resolve("child.log"));
    }

    @Test
    void whatAnEarlierProcessOfTheSameNameSaidIsNotTakenForTheAnswer() throws Exception {
        ChildProcess first = says("echo answer: 1");
        assertThat(new ChildLines(first).await("answer: ", BOUND)).isEqualTo("1");
        assertThat(first.awaitEnd(BOUND)).isTrue();
        assertThat(new ChildLines(says("echo answer: 2")).await("answer: ", BOUND))
                .isEqualTo("2");
    }

    @Test
    void linesThatAreNoAnswerArePassedOver() throws Exception {
        ChildProcess child = says("echo noise; echo answer: 1; echo answer: 2");
        ChildLines lines = new ChildLines(child);
        assertThat(lines.await("answer: ", BOUND)).isEqualTo("1");
        assertThat(lines.await("answer: ", BOUND)).isEqualTo("2");
    }

    @Test
    void aProcessThatEndsWithoutAnAnswerIsToldWithItsLastWords() throws Exception {
        ChildProcess child = says("echo no such thing; exit 3");
        assertThatThrownBy(() -> new ChildLines(child).await("answer: ", BOUND))
                .isInstanceOf(RunFailedException.class)
                .hasMessageContaining("child ended with status 3")
                .hasMessageContaining("no such thing");
    }
}
