// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.sql.testing.MySqlServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The driver as ./run starts it, with the programs that the build has made. */
final class RunIT {
    private static final String SHORT_ORDERS = "--orders=" + Path.of("src/test/resources/short-orders.csv");
    private static final String AS_EXPECTED = "Every order ended as its line says, and nothing was lost or made.";
    private static final Duration COORDINATOR_STARTS_WITHIN = Duration.ofMinutes(1);

    @TempDir
    private Path directory;

    private final List<Process> runs = new ArrayList<>();
    private int offset;

    @BeforeEach
    void findPorts() throws Exception {
        offset = FreePorts.offset();
    }

    /** Whatever a failed test left, by pid; a run that ended well has left nothing. */
    @AfterEach
    void endProcesses() throws Exception {
        for (Process run : runs) {
            run.destroyForcibly().waitFor();
        }
        started().forEach(ProcessHandle::destroyForcibly);
    }

    private Process run(String name, String... options) throws IOException {
        // A shell that runs the tests in the background has them ignore the interrupt, and Java would inherit that.
        List<String> command = new ArrayList<>(List.of(
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Run.class.getName(),
                "--home",
                Path.of("..").toAbsolutePath().normalize().toString(),
                "--dir",
                directory.resolve("run").toString(),
                "--port-offset",
                String.valueOf(offset),
                "--api-port",
                String.valueOf(FreePorts.api(offset))));
        command.addAll(List.of(options));
        Process run = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said(name).toFile())
                .start();
        runs.add(run);
        return run;
    }

    private Path said(String name) {
        return directory.resolve(name + ".txt");
    }

    private static int exitOf(Process run, Duration bound) throws InterruptedException {
        assertThat(run.waitFor(bound.toMillis(), TimeUnit.MILLISECONDS))
                .as("ended within %s", bound)
                .isTrue();
        return run.exitValue();
    }

    /** What the run noted as started by it and is alive. */
    private List<ProcessHandle> started() throws IOException {
        Path note = directory.resolve("run").resolve("processes");
        List<ProcessHandle> alive = new ArrayList<>();
        if (Files.exists(note)) {
            for (String line : Files.readAllLines(note)) {
                Optional<ProcessHandle> process = ProcessHandle.of(Long.parseLong(line.split(" ", 3)[1]));
                process.filter(ProcessHandle::isAlive).ifPresent(alive::add);
            }
        }
        return alive;
    }

    private ProcessHandle awaitStarted(String name) {
        Path note = directory.resolve("run").resolve("processes");
        return await().atMost(COORDINATOR_STARTS_WITHIN)
                .until(
                        () -> Files.exists(note)
                                ? Files.readAllLines(note).stream()
                                        .filter(line -> line.startsWith(name + " "))
                                        .findFirst()
                                        .flatMap(line -> ProcessHandle.of(Long.parseLong(line.split(" ", 3)[1])))
                                : Optional.<ProcessHandle>empty(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private String log(String name) {
        return directory.resolve("run").resolve("logs").resolve(name + ".log").toString();
    }

    /** One start of everything for two questions: the callers of docs/callers come while it stays up. */
    @Test
    void everyOrderEndsAsItsLineSaysThenCallersWithoutALibraryAreServedUntilTheInterrupt() throws Exception {
        Process run = run("staying", SHORT_ORDERS);
        await().atMost(Duration.ofMinutes(4))
                .until(() -> !run.isAlive() || Files.readString(said("staying")).contains("Ctrl-C stops it"));
        assertThat(said("staying"))
                .content()
                .contains(AS_EXPECTED)
                .containsPattern("CALLER_DIES +ONE_CALL")
                .containsPattern("console +http://127.0.0.1:\\d+/  user admin, password \\S{20}\n");

        new CallersWithoutALibrary(offset, directory).placeOrders();

        new ProcessBuilder("kill", "-INT", String.valueOf(run.pid())).start().waitFor();
        assertThat(exitOf(run, Duration.ofMinutes(1))).isEqualTo(130);
        assertThat(started()).isEmpty();
    }

    @Tag("long")
    @Test
    void everyOrderEndsAsItsLineSaysOnMySqlAndNothingIsLeftRunning() throws Exception {
        try (MySqlServer server = MySqlServer.start()) {
            String address = URI.create(server.jdbcUrl("mysql").substring("jdbc:".length()))
                    .getAuthority();
            List<String> options = new ArrayList<>(List.of("--mysql=" + address, "--mysql-user=" + server.user()));
            if (!server.password().isEmpty()) {
                options.add("--mysql-password=" + server.password());
            }
            options.addAll(List.of("--once", SHORT_ORDERS));
            Process run = run("once", options.toArray(String[]::new));
            int status = exitOf(run, Duration.ofMinutes(4));
            assertThat(said("once")).content().contains(AS_EXPECTED);
            assertThat(status).isZero();
            assertThat(started()).isEmpty();
        }
    }

    /** Takes some two minutes. */
    @Tag("long")
    @Test
    void aClusterSurvivesTheKillOfACoordinatorAmongTheOrders() throws Exception {
        Process run = run(
                "cluster",
                "--cluster",
                "--once",
                "--second-api-port=" + FreePorts.secondApi(offset),
                "--concurrency=4",
                SHORT_ORDERS);
        int status = exitOf(run, Duration.ofMinutes(6));
        assertThat(said("cluster"))
                .content()
                .contains("coordinator-1 was killed (kill -9)", "nothing was lost or made.")
                .containsPattern("both again +\\d");
        assertThat(status).isZero();
        assertThat(started()).isEmpty();
    }

    @Test
    void aPortInUseIsNamedAndNothingIsStarted() throws Exception {
        int port = 8083 + offset;
        try (ServerSocket occupant = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(exitOf(run("taken"), Duration.ofSeconds(30))).isEqualTo(1);
            assertThat(occupant.isBound()).isTrue();
        }
        assertThat(said("taken")).content().contains("Port " + port + " (HTTP of sample-payment) is in use");
        assertThat(directory.resolve("run").resolve("processes")).doesNotExist();
    }

    @Test
    void whenAProcessIsKilledItsLogIsNamedAndNothingIsLeftRunning() throws Exception {
        Process run = run("killed");
        awaitStarted("coordinator").destroyForcibly();
        assertThat(exitOf(run, Duration.ofMinutes(1))).isEqualTo(1);
        assertThat(said("killed"))
                .content()
                .contains("coordinator ended with status 137 (signal 9). Its log is " + log("coordinator"));
        assertThat(started()).isEmpty();
    }

    @Test
    void anInterruptStopsEverything() throws Exception {
        Process run = run("interrupted");
        ProcessHandle coordinator = awaitStarted("coordinator");
        new ProcessBuilder("kill", "-INT", String.valueOf(run.pid())).start().waitFor();
        assertThat(exitOf(run, Duration.ofMinutes(1))).isEqualTo(130);
        assertThat(coordinator.isAlive()).isFalse();
        assertThat(said("interrupted")).content().contains("stopping coordinator");
    }

    @Test
    void aSecondRunInTheSameDirectoryIsRefusedWithThePidsOfTheFirst() throws Exception {
        Process first = run("first");
        awaitStarted("coordinator");
        assertThat(exitOf(run("second"), Duration.ofSeconds(30))).isEqualTo(1);
        assertThat(said("second"))
                .content()
                .contains("An earlier run is still there")
                .contains("run (pid " + first.pid() + ")");
        assertThat(first.isAlive()).isTrue();
    }

    @Test
    void anUnknownOptionIsWrongUsage() throws Exception {
        assertThat(exitOf(run("unknown", "--twice"), Duration.ofSeconds(30))).isEqualTo(2);
        assertThat(said("unknown"))
                .content()
                .contains("run: unknown option --twice")
                .contains("Usage: ./run");
    }
}
