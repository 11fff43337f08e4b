// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/monitoring offers is what Prometheus takes, and the alerts come when they should. */
class MonitoringFilesTest {
    private static void assertPromtoolTakes(String... arguments) throws IOException, InterruptedException {
        String promtool = Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .map(directory -> new File(directory, "promtool"))
                .filter(File::canExecute)
                .map(File::toString)
                .findFirst()
                .orElse(null);
        assumeTrue(promtool != null, "promtool is not on the PATH (Debian: prometheus): not tested");
        List<String> command = new ArrayList<>(List.of(promtool));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(Expressions.directory().toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
    }

    @Test
    void exampleOfAConfigurationAndItsRulesAreTaken() throws Exception {
        assertPromtoolTakes("check", "config", "prometheus.yml");
    }

    @Test
    void alertsComeWhenTheyShould() throws Exception {
        assertPromtoolTakes("test", "rules", "holdfast-rules-test.yml");
    }

    @Test
    void everyExpressionOfTheDashboardIsOne(@TempDir Path directory) throws Exception {
        StringBuilder rules = new StringBuilder("groups:\n  - name: dashboard\n    rules:\n");
        int number = 0;
        for (String expression : Expressions.ofTheDashboard()) {
            rules.append("      - record: panel_").append(number++).append("\n        expr: '");
            rules.append(expression.replace("'", "''")).append("'\n");
        }
        assertThat(number).isGreaterThan(30);
        Path file = directory.resolve("dashboard.yml");
        Files.writeString(file, rules);
        assertPromtoolTakes("check", "rules", file.toAbsolutePath().toString());
    }

    @Test
    void everyAlertSaysWhatToDo() throws IOException {
        assertThat(Expressions.ofTheRules()).hasSizeGreaterThan(10);
        String rules = Files.readString(Expressions.directory().resolve("holdfast-rules.yml"));
        assertThat(rules.split("- alert:", -1)).hasSameSizeAs(rules.split("action:", -1));
    }
}
