// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class TerminalTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private Terminal terminal(boolean interactive) {
        return new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                interactive);
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void intoAFileTheBarIsALineAtEveryTenth() {
        ProgressBar bar = new ProgressBar(terminal(false), "orders", 25);
        for (int i = 0; i < 25; i++) {
            bar.step();
        }
        assertThat(said().lines()).hasSize(10).startsWith("orders: 3 of 25").endsWith("orders: 25 of 25");
        assertThat(said()).doesNotContain("\033", "\r");
    }

    @Test
    void onATerminalTheBarIsOneLineThatIsRewritten() {
        ProgressBar bar = new ProgressBar(terminal(true), "orders", 2);
        bar.step();
        assertThat(said()).isEqualTo("\r\033[Korders [###############...............] 1/2");
        bar.step();
        assertThat(said())
                .endsWith("[##############################] 2/2\r\033[Korders: 2 of 2" + System.lineSeparator());
    }

    @Test
    void tornDownWorkIsNotHeardButTheReasonIs() {
        Terminal terminal = terminal(false);
        terminal.hush();
        terminal.line("half of the work");
        terminal.complain("the reason");
        terminal.last("stopping");
        assertThat(said()).isEqualTo("stopping" + System.lineSeparator());
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("the reason" + System.lineSeparator());
    }

    @Test
    void whoEndsTheRunHimselfHearsNoComplaintAboutIt() {
        Terminal terminal = terminal(false);
        terminal.silence();
        terminal.complain("something broke while it was stopped");
        assertThat(err.size()).isZero();
    }
}
