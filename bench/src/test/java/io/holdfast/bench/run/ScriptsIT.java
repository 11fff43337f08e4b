// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ./run, ./verify, ./benchmark and what they share, in the shell. */
final class ScriptsIT {
    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    private Path elsewhere;

    private record Said(int status, String out, String err) {}

    private Said shell(String script, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", script, "sh"));
        command.addAll(List.of(arguments));
        Path err = elsewhere.resolve("err.txt");
        Process process = new ProcessBuilder(command)
                .directory(elsewhere.toFile())
                .redirectError(err.toFile())
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Said(process.waitFor(), out, Files.readString(err));
    }

    private Said sourced(String script) throws IOException, InterruptedException {
        return shell("set -eu; home=$1; . \"$home/bench/scripts/prerequisites.sh\"; " + script, HOME.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "17.0.15, 17, 0, true",
        "25, 17, 0, true",
        "11.0.2, 17, 0, false",
        "1.8.0_292, 17, 0, false",
        "3.8.7, 3, 8, true",
        "3.10.1, 3, 8, true",
        "4.0.0-rc-4, 3, 8, true",
        "3.6.3, 3, 8, false",
        "'', 3, 8, false",
    })
    void versionsAreComparedAsNumbers(String have, int major, int minor, boolean enough) throws Exception {
        Said said = sourced("at_least '%s' %d %d && echo enough || echo older".formatted(have, major, minor));
        assertThat(said.out()).isEqualTo(enough ? "enough\n" : "older\n");
    }

    @Test
    void whatIsMissingIsNamedTogetherWithTheWayToGetIt() throws Exception {
        Said said = sourced("id() { echo 1000; }; need_all() { lack 'a thing' 'no-such-package-a|no-such-package-b'; };"
                + " require all; echo not reached");
        assertThat(said.status()).isEqualTo(1);
        assertThat(said.out()).isEmpty();
        assertThat(said.err()).contains("Missing:\n  - a thing\n").contains("no-such-package-a");
    }

    @Test
    void ofMavensOutputModulesTestsAndTroubleAreShown() throws Exception {
        Files.writeString(elsewhere.resolve("maven.txt"), """
                [INFO] Scanning for projects...
                [INFO]\s
                [INFO] Building Holdfast SQL 0.1.0-SNAPSHOT                               [2/9]
                Downloading from central: https://example.org/a.jar
                Downloaded from central: https://example.org/a.jar
                [INFO] Building jar: /somewhere/a.jar
                [INFO] --- surefire:3:test (default-test) @ holdfast-sql ---
                [INFO] Tests run: 3, Failures: 0, Errors: 0, Skipped: 0
                a test talks
                [WARNING] mind this
                [ERROR] that broke
                [INFO] BUILD FAILURE
                """);
        assertThat(sourced("maven_progress <maven.txt").out()).isEqualTo("""
                        [2/9] Holdfast SQL
                        Tests run: 3, Failures: 0, Errors: 0, Skipped: 0
                        a test talks
                        [WARNING] mind this
                        [ERROR] that broke
                        BUILD FAILURE
                        """);
    }

    @Test
    void mavensOwnStatusComesThroughThePipe() throws Exception {
        Path mvn = Files.writeString(elsewhere.resolve("mvn"), "#!/bin/sh\necho '[ERROR] no'\nexit 7\n");
        assertThat(mvn.toFile().setExecutable(true)).isTrue();
        Said said = sourced("PATH=$PWD:$PATH; maven \"$PWD/log/maven.log\" verify && echo fine || echo status $?");
        assertThat(said.out()).isEqualTo("[ERROR] no\nstatus 7\n");
        assertThat(elsewhere.resolve("log/maven.log")).hasContent("[ERROR] no");
    }

    @Test
    void helpNeedsNothingAndWorksThroughALinkFromAnywhere() throws Exception {
        for (String script : List.of("run", "verify", "benchmark")) {
            Files.createSymbolicLink(elsewhere.resolve(script), HOME.resolve(script));
            Said said = shell("./" + script + " --help");
            assertThat(said.status()).isZero();
            assertThat(said.out()).startsWith("Usage: ./" + script);
        }
    }
}
