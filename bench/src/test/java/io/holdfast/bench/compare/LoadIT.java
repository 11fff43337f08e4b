// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.bench.load.RoundPlan;
import io.holdfast.bench.load.RoundResult;
import io.holdfast.bench.load.Workload;
import io.holdfast.bench.process.RunDirectory;
import io.holdfast.bench.process.Supervisor;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both clients on a coordinator as ./benchmark starts it: a short round each, with all books right. */
final class LoadIT {
    @TempDir
    private Path directory;

    @Test
    void bothClientsGetEveryBranchConfirmedOrCancelledOnce() throws Exception {
        try (RunDirectory run = RunDirectory.open(directory)) {
            run.startAfresh();
            Supervisor supervisor = new Supervisor(run, line -> {});
            try (supervisor) {
                JavaCommands commands =
                        new JavaCommands(Path.of("..").toAbsolutePath().normalize(), "256m");
                Servers servers = new Servers(run, supervisor, commands, null);
                Server server = servers.start(Contender.HOLDFAST_SQLITE);
                for (ClientKind client : List.of(ClientKind.LEAN, ClientKind.STOCK_MERGING)) {
                    LoadProcess load = LoadProcess.start(supervisor, commands, client, server);
                    RoundResult result =
                            load.run(new RoundPlan(new Workload(16, 3, 10), 300, 1000, List.of(server.pid())));
                    load.stop();
                    assertThat(result.problemCount()).isZero();
                    assertThat(result.branches()).isPositive().isEqualTo(result.branches() / 3 * 3);
                    assertThat(result.branches()).isGreaterThanOrEqualTo(3 * result.transactions());
                    assertThat(result.servers().get(0).cpuMillis()).isPositive();
                }
            }
        }
    }

    @Test
    void aLostCoordinatorEndsTheRoundWithAReason() throws Exception {
        try (RunDirectory run = RunDirectory.open(directory)) {
            run.startAfresh();
            try (Supervisor supervisor = new Supervisor(run, line -> {})) {
                JavaCommands commands =
                        new JavaCommands(Path.of("..").toAbsolutePath().normalize(), "256m");
                Server server = new Servers(run, supervisor, commands, null).start(Contender.HOLDFAST_SQLITE);
                LoadProcess load = LoadProcess.start(supervisor, commands, ClientKind.LEAN, server);
                supervisor.kill(server.process());
                RoundPlan plan = new RoundPlan(new Workload(1, 1, 0), 0, 500, List.of());
                assertThatThrownBy(() -> load.run(plan))
                        .hasMessageContaining("client-lean-of-holdfast-sqlite ended with status 1")
                        .hasMessageContaining("the coordinator closed the connection");
            }
        }
    }
}
