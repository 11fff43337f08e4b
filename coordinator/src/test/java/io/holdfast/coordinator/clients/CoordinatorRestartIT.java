// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What a client of every version sees of a coordinator that was killed and started again, with a transaction in each
 * state. The tests do not depend on each other's order.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CoordinatorRestartIT {
    private static final int LONG = 120_000;
    private static final int SHORT = 1_000;
    private static final int BEYOND_THE_RESTART = 6_000;
    private static final int UNTIL_RELEASED = 1_000_000;
    private static final String DATA = "{\"actionContext\":{\"payload\":\"p\"}}";

    /** The transactions that one client had begun when the coordinator was killed. */
    private record Before(
            String committed,
            String rolledBack,
            String timedOut,
            String undecided,
            String abandoned,
            String refusing,
            String confirming,
            String cancelling,
            String withoutBranches) {}

    private final Map<ClientProcess, Before> clients = new LinkedHashMap<>();
    private CoordinatorProcess coordinator;

    @BeforeAll
    void killAndStartAgain() throws Exception {
        coordinator = new CoordinatorProcess(FreshDirectory.of("restarted-coordinator"));
        coordinator.start();
        List<ClientProcess> started = new ArrayList<>();
        coordinator.awaitReady();
        for (ClientVersion version : ClientVersion.values()) {
            started.add(start(version));
        }
        List<CompletableFuture<Before>> prepared = new ArrayList<>();
        for (ClientProcess client : started) {
            prepared.add(CompletableFuture.supplyAsync(() -> prepare(client)));
        }
        for (int i = 0; i < started.size(); i++) {
            clients.put(started.get(i), prepared.get(i).join());
        }
        coordinator.kill9();
        coordinator.start();
        coordinator.awaitReady();
        forEachClient((client, before) -> {
            awaitReconnected(client);
            client.release(before.refusing());
            client.release(before.confirming());
            client.release(before.cancelling());
        });
    }

    private ClientProcess start(ClientVersion version) throws IOException {
        ClientProcess.Settings settings = new ClientProcess.Settings(
                version.number() + "-restart", "shop-" + version.number(), coordinator.address(), true, 5_000);
        return ClientProcess.start(version, version.compileProgram(), settings, "stock", "balance");
    }

    private static Before prepare(ClientProcess client) {
        client.awaitReady();
        String timedOut = begun(client, SHORT);
        String committed = begun(client, LONG);
        client.commit(committed);
        String rolledBack = begun(client, LONG);
        client.rollback(rolledBack);
        String refusing = begun(client, LONG);
        client.misbehave(refusing, "REFUSE", UNTIL_RELEASED);
        client.commit(refusing);
        String confirming = begun(client, LONG);
        client.misbehave(confirming, "HOLD", 1);
        client.sendUnanswered("commit", confirming);
        client.awaitStatus(confirming, "Committing");
        String cancelling = begun(client, LONG);
        client.misbehave(cancelling, "HOLD", 1);
        client.sendUnanswered("rollback", cancelling);
        client.awaitStatus(cancelling, "Rollbacking");
        client.awaitStatus(timedOut, "TimeoutRollbacked");
        return new Before(
                committed,
                rolledBack,
                timedOut,
                begun(client, LONG),
                begun(client, BEYOND_THE_RESTART),
                refusing,
                confirming,
                cancelling,
                client.begin(LONG));
    }

    private static String begun(ClientProcess client, int timeoutMillis) {
        String xid = client.begin(timeoutMillis);
        client.enlist(xid, DATA, "stock", "balance");
        return xid;
    }

    /** A client connects again when it has something to say; until then its requests fail. */
    private static void awaitReconnected(ClientProcess client) {
        await(client + " has reconnected")
                .atMost(Duration.ofSeconds(40))
                .until(() ->
                        client.execute("RETURN", LONG, DATA, "stock").answer().equals("returned"));
    }

    @AfterAll
    void stop() {
        clients.keySet().forEach(ClientProcess::close);
        if (coordinator != null) {
            coordinator.close();
        }
    }

    @Test
    void answeredOutcomesAreAnsweredAgain() {
        forEachClient((client, before) -> {
            assertThat(client.commit(before.committed())).isEqualTo("Committed");
            assertThat(client.status(before.committed())).isEqualTo("Committed");
            assertThat(client.done(before.committed())).containsExactlyInAnyOrder("confirm stock", "confirm balance");

            assertThat(client.rollback(before.rolledBack())).isEqualTo("Rollbacked");
            assertThat(client.status(before.rolledBack())).isEqualTo("Rollbacked");
            assertThat(client.done(before.rolledBack())).containsExactlyInAnyOrder("cancel stock", "cancel balance");

            client.assertCommitIsNoSuccess(before.timedOut());
            assertThat(client.status(before.timedOut())).isEqualTo("TimeoutRollbacked");
            assertThat(client.done(before.timedOut())).containsExactlyInAnyOrder("cancel stock", "cancel balance");
        });
    }

    @Test
    void undecidedTransactionGoesOnAndCommits() {
        forEachClient((client, before) -> {
            client.enlist(before.undecided(), DATA, "stock");
            assertThat(client.commit(before.undecided())).isEqualTo("Committed");
            assertThat(client.done(before.undecided()))
                    .containsExactlyInAnyOrder("confirm stock", "confirm balance", "confirm stock");
        });
    }

    @Test
    void abandonedTransactionIsCancelledAtItsTimeout() {
        forEachClient((client, before) -> {
            client.awaitStatus(before.abandoned(), "TimeoutRollbacked");
            assertThat(client.done(before.abandoned())).containsExactlyInAnyOrder("cancel stock", "cancel balance");
        });
    }

    @Test
    void decisionThatWasUnderWayIsCarriedOut() {
        forEachClient((client, before) -> {
            client.awaitStatus(before.refusing(), "Committed");
            assertThat(client.done(before.refusing())).containsExactlyInAnyOrder("confirm stock", "confirm balance");
            // An answer that the restart cut off is asked for again.
            client.awaitStatus(before.confirming(), "Committed");
            assertThat(client.done(before.confirming()))
                    .contains("confirm stock", "confirm balance")
                    .doesNotContain("cancel stock", "cancel balance");
            client.awaitStatus(before.cancelling(), "Rollbacked");
            assertThat(client.done(before.cancelling()))
                    .contains("cancel stock", "cancel balance")
                    .doesNotContain("confirm stock", "confirm balance");
        });
    }

    @Test
    void transactionThatNeverHadABranchIsGoneAndNotCommitted() {
        forEachClient((client, before) -> {
            client.assertCommitIsNoSuccess(before.withoutBranches());
            client.assertRegistersNothing(before.withoutBranches());
            assertThat(client.status(before.withoutBranches())).isIn("Finished", "UnKnown");
        });
    }

    private void forEachClient(BiConsumer<ClientProcess, Before> scenario) {
        Together.run(clients.entrySet().stream()
                .map(entry -> (Runnable) () -> scenario.accept(entry.getKey(), entry.getValue()))
                .toList());
    }
}
