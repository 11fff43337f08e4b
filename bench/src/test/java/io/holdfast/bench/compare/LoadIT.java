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
    private static final int BRANCHES = 3;

    @TempDir
    private Path directory;

    private final JavaCommands commands =
            new JavaCommands(Path.of("..").toAbsolutePath().normalize(), "256m", List.of());

    @Test
    void everyBranchIsConfirmedOrCancelledOnceAndALostCoordinatorIsToldAsSuch() throws Exception {
        try (RunDirectory run = RunDirectory.open(directory)) {
            run.startAfresh();
            try (Supervisor supervisor = new Supervisor(run, line -> {})) {
                Server server = new Servers(run, supervisor, commands, null).start(Contender.HOLDFAST_SQLITE);
                assertBooksAreRight(supervisor, ClientKind.STOCK_MERGING, server);
                LoadProcess lean = assertBooksAreRight(supervisor, ClientKind.LEAN, server);
                supervisor.kill(server.process());
                RoundPlan plan = new RoundPlan(new Workload(1, 1, 0), 0, 500, List.of());
                assertThatThrownBy(() -> lean.run(plan))
                        .hasMessageContaining("client-lean-of-holdfast-sqlite ended with status 1")
                        .hasMessageContaining("the coordinator is gone");
            }
        }
    }

    private LoadProcess assertBooksAreRight(Supervisor supervisor, ClientKind client, Server server) throws Exception {
        LoadProcess load = LoadProcess.start(supervisor, commands, client, server);
        RoundPlan plan = new RoundPlan(new Workload(16, BRANCHES, 10), 300, 1000, List.of(server.pid()));
        RoundResult result = load.run(plan);
        assertThat(result.problems()).isEmpty();
        assertThat(result.branches()).isPositive().isGreaterThanOrEqualTo(BRANCHES * result.transactions());
        assertThat(result.branches() % BRANCHES).isZero();
        assertThat(result.servers().get(0).residentKib()).isPositive();
        return load;
    }
}
