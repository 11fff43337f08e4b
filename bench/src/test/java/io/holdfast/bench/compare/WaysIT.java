// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.bench.load.PartsProtocol;
import io.holdfast.bench.process.RunDirectory;
import io.holdfast.bench.process.Supervisor;
import io.holdfast.bench.terminal.Terminal;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Orders in both ways through real programs, for a moment; their messages are counted, their effects booked. */
@Tag("long")
final class WaysIT {
    @TempDir
    private Path directory;

    @Test
    void oneCallSpendsFewerMessagesThanSeatasWayAndNoEffectIsMissingOrDoubled() throws Exception {
        // These programs live for a moment: they are never repaid what the better compiler costs.
        JavaCommands commands = new JavaCommands(
                Path.of("..").toAbsolutePath().normalize(), "256m", List.of("-XX:TieredStopAtLevel=1"));
        try (RunDirectory run = RunDirectory.open(directory)) {
            run.startAfresh();
            try (Supervisor supervisor = new Supervisor(run, line -> {})) {
                Servers servers = new Servers(run, supervisor, commands, null);
                Terminal terminal = new Terminal(System.out, new PrintStream(System.out), false);
                Server server = servers.start(
                        Contender.HOLDFAST_SQLITE, "holdfast", List.of("--holdfast.participants.connect-timeout=30s"));
                Workshop workshop = new Workshop(run, supervisor, commands, null, servers, terminal);
                for (PartsProtocol protocol : PartsProtocol.values()) {
                    Map<OrderWay, MessageCount.Counted> counted = new MessageCount(workshop, server, protocol, 0.5)
                            .count(List.of(OrderWay.INTERACTIVE, OrderWay.ONE_CALL));
                    // Begin and commit; three Trys; three registrations and three Confirms: each with its answer.
                    assertThat(counted.get(OrderWay.INTERACTIVE).all()).isEqualTo(4 + 6 + 12);
                    // Submit; three Trys and three Confirms.
                    assertThat(counted.get(OrderWay.ONE_CALL).all()).isEqualTo(2 + 12);
                }
            }
        }
    }
}
