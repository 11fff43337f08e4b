// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes, started, lost and stopped. */
final class SupervisorIT {
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();
    private static final Path AGENT =
            Path.of("target", "holdfast-bench-agent.jar").toAbsolutePath();

    @TempDir
    private Path root;

    private final List<String> said = new ArrayList<>();
    private RunDirectory directory;
    private Supervisor supervisor;

    @BeforeEach
    void open() throws Exception {
        directory = RunDirectory.open(root);
        directory.startAfresh();
        supervisor = new Supervisor(directory, said::add);
    }

    @AfterEach
    void close() throws IOException {
        supervisor.close();
        directory.close();
    }

    private static List<String> shell(String script) {
        return List.of("/bin/sh", "-c", script);
    }

    @Test
    void aProcessThatEndsIsToldWithTheEndOfItsLog() throws Exception {
        supervisor.start("steady", shell("exec sleep 60"));
        supervisor.start("frail", shell("echo one; echo two >&2; exit 3"));
        assertThat(supervisor.lost().get(10, TimeUnit.SECONDS))
                .startsWith("frail ended with status 3. Its log is " + directory.log("frail"))
                .contains("one")
                .contains("two");
    }

    @Test
    void nothingIsLeftAfterCloseAndTheLastStartedGoesFirst() throws Exception {
        ChildProcess first = supervisor.start("first", shell("exec sleep 60"));
        ChildProcess second = supervisor.start("second", shell("exec sleep 60"));
        supervisor.close();
        assertThat(first.handle().isAlive()).isFalse();
        assertThat(second.handle().isAlive()).isFalse();
        assertThat(said).containsExactly("stopping second", "stopping first");
        assertThat(supervisor.lost()).isNotDone();
    }

    @Test
    void whatDoesNotListenIsEndedByForce() throws Exception {
        ChildProcess deaf = ChildProcess.start(
                "deaf", shell("trap '' TERM; echo ready; while :; do sleep 1; done"), root.resolve("deaf.log"));
        await().until(() -> deaf.lastLines(1).equals(List.of("ready")));
        deaf.stop(Duration.ofMillis(100));
        assertThat(deaf.handle().isAlive()).isFalse();
    }

    @Test
    void anInterruptOfTheWholeTerminalDoesNotReachTheChildren() throws Exception {
        ChildProcess child = supervisor.start("child", shell("kill -INT $$; echo survived; exec sleep 60"));
        await().until(() -> child.lastLines(1).equals(List.of("survived")));
        assertThat(child.handle().isAlive()).isTrue();
    }

    @Test
    void nothingIsStartedAfterClose() {
        supervisor.close();
        assertThatThrownBy(() -> supervisor.start("late", shell("exec sleep 60")))
                .isInstanceOf(IOException.class);
        assertThat(directory.log("late")).doesNotExist();
    }

    @Test
    void aChildEndsWhenItsParentIsKilled() throws Exception {
        Path note = root.resolve("pid");
        Process parent = new ProcessBuilder(
                        JAVA, "-cp", System.getProperty("java.class.path"), Parent.class.getName(), note.toString())
                .inheritIO()
                .start();
        try {
            await().atMost(Duration.ofSeconds(20)).until(() -> Files.exists(note) && Files.size(note) > 0);
            ProcessHandle child =
                    ProcessHandle.of(Long.parseLong(Files.readString(note))).orElseThrow();
            assertThat(child.isAlive()).isTrue();
            parent.destroyForcibly().waitFor();
            await().atMost(Duration.ofSeconds(20)).until(() -> !child.isAlive());
        } finally {
            parent.destroyForcibly();
            if (Files.exists(note)) {
                Optional<ProcessHandle> child = ProcessHandle.of(Long.parseLong(Files.readString(note)));
                child.ifPresent(ProcessHandle::destroyForcibly);
            }
        }
    }

    /** Starts a child as the run does, notes its pid, and waits to be killed. */
    static final class Parent {
        private Parent() {}

        public static void main(String[] arguments) throws Exception {
            Path note = Path.of(arguments[0]);
            ChildProcess child = ChildProcess.start(
                    "child",
                    List.of(
                            JAVA,
                            "-javaagent:" + AGENT,
                            "-cp",
                            System.getProperty("java.class.path"),
                            Endless.class.getName()),
                    note.resolveSibling("child.log"));
            await().until(() -> child.lastLines(1).equals(List.of("running")));
            Files.writeString(note, String.valueOf(child.handle().pid()));
            child.awaitEnd(Duration.ofMinutes(5));
        }
    }

    /** Does nothing for five minutes. */
    static final class Endless {
        private Endless() {}

        public static void main(String[] arguments) throws InterruptedException {
            System.out.println("running");
            new CountDownLatch(1).await(5, TimeUnit.MINUTES);
        }
    }
}
