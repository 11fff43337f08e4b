// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.holdfast.coordinator.clients.ClientProcess.Call;
import io.holdfast.coordinator.clients.ClientProcess.ClientThrew;
import io.holdfast.coordinator.clients.ClientProcess.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What an application on an unmodified Seata client sees of the coordinator. Two processes of one application run beside
 * each other, one that merges its requests and one that does not, and each test puts both through the same at the same
 * time.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(SharedCoordinator.class)
abstract class SeataClientContract {
    private static final int LONG = 60_000;
    private static final int SHORT = 1_000;
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String PAYLOAD = "ä ☃ \uD83D\uDE80 'quoted' 100% a=b;c " + "x".repeat(5_000);
    private static final String DATA = data(PAYLOAD);

    private final ClientVersion version;
    private CoordinatorProcess coordinator;
    private Path classes;
    private ClientProcess merging;
    private ClientProcess single;

    SeataClientContract(ClientVersion version) {
        this.version = version;
    }

    @BeforeAll
    void startBothClients(CoordinatorProcess shared) throws IOException {
        coordinator = shared;
        classes = version.compileProgram();
        merging = start("merging", true);
        single = start("single", false);
        merging.awaitReady();
        single.awaitReady();
    }

    private ClientProcess start(String name, boolean merges, String... moreResources) throws IOException {
        List<String> resources = new ArrayList<>(List.of("stock", "balance", "order"));
        resources.addAll(List.of(moreResources));
        ClientProcess.Settings settings = new ClientProcess.Settings(
                version.number() + "-" + name, "shop-" + version.number(), coordinator.address(), merges, 15_000);
        return ClientProcess.start(version, classes, settings, resources.toArray(String[]::new));
    }

    @AfterAll
    void stopBothClients() {
        merging.close();
        single.close();
    }

    @Test
    void oneClientMergesItsRequestsAndTheOtherDoesNot() {
        assertThat(merging.mergingThreads())
                .hasSize(2)
                .anyMatch(thread -> thread.contains("TMROLE"))
                .anyMatch(thread -> thread.contains("RMROLE"));
        assertThat(single.mergingThreads()).isEmpty();
    }

    @Test
    void commitConfirmsEveryBranchOnceWithWhatItsTryLeft() {
        withBoth(client -> {
            String xid = client.begin(LONG);
            List<String> branches = client.enlist(xid, DATA, "stock", "balance", "order");
            assertThat(client.commit(xid)).isEqualTo("Committed");
            assertThat(client.calls(xid))
                    .containsExactlyInAnyOrder(
                            new Call("confirm", "done", "stock", branches.get(0), PAYLOAD),
                            new Call("confirm", "done", "balance", branches.get(1), PAYLOAD),
                            new Call("confirm", "done", "order", branches.get(2), PAYLOAD));
            assertThat(client.status(xid)).isEqualTo("Committed");
        });
    }

    @Test
    void rollbackCancelsEveryBranchOnceWithWhatItsTryLeft() {
        withBoth(client -> {
            String xid = client.begin(LONG);
            List<String> branches = client.enlist(xid, DATA, "stock", "balance", "order");
            assertThat(client.rollback(xid)).isEqualTo("Rollbacked");
            assertThat(client.calls(xid))
                    .containsExactlyInAnyOrder(
                            new Call("cancel", "done", "stock", branches.get(0), PAYLOAD),
                            new Call("cancel", "done", "balance", branches.get(1), PAYLOAD),
                            new Call("cancel", "done", "order", branches.get(2), PAYLOAD));
            assertThat(client.status(xid)).isEqualTo("Rollbacked");
        });
    }

    @Test
    void confirmGetsTheContextThatWasReportedLast() {
        withBoth(client -> {
            String xid = client.begin(LONG);
            List<String> branches = client.enlist(xid, data("first"), "stock", "stock");
            client.report(xid, branches.get(1), data("reported"));
            client.commit(xid);
            assertThat(client.calls(xid))
                    .containsExactlyInAnyOrder(
                            new Call("confirm", "done", "stock", branches.get(0), "first"),
                            new Call("confirm", "done", "stock", branches.get(1), "reported"));
        });
    }

    @Test
    void applicationSeesSuccessOfABusinessMethodThatReturns() {
        withBoth(client -> {
            Outcome outcome = client.execute("RETURN", LONG, DATA, "stock", "balance");
            assertThat(outcome.answer()).isEqualTo("returned");
            assertThat(client.status(outcome.xid())).isEqualTo("Committed");
            assertThat(client.done(outcome.xid())).containsExactlyInAnyOrder("confirm stock", "confirm balance");
        });
    }

    @Test
    void applicationSeesTheRollbackOfABusinessMethodThatThrows() {
        withBoth(client -> {
            Outcome outcome = client.execute("THROW", LONG, DATA, "stock", "balance");
            assertThat(outcome.answer()).isEqualTo("RollbackDone");
            assertThat(client.status(outcome.xid())).isEqualTo("Rollbacked");
            assertThat(client.done(outcome.xid())).containsExactlyInAnyOrder("cancel stock", "cancel balance");
        });
    }

    @Test
    void transactionPastItsTimeoutIsCancelledAndStaysSo() {
        withBoth(client -> {
            String xid = client.begin(SHORT);
            client.enlist(xid, DATA, "stock", "balance");
            client.awaitStatus(xid, "TimeoutRollbacked");
            assertThat(client.done(xid)).containsExactlyInAnyOrder("cancel stock", "cancel balance");

            client.assertCommitIsNoSuccess(xid);
            client.assertRegistersNothing(xid);
            assertThat(client.rollback(xid)).isEqualTo("TimeoutRollbacked");
            assertThat(client.status(xid)).isEqualTo("TimeoutRollbacked");
            assertThat(client.done(xid)).hasSize(2);
        });
    }

    @Test
    void applicationThatOutlivesItsTimeoutSeesAnException() {
        withBoth(client -> {
            CompletableFuture<Outcome> unnoticed = CompletableFuture.supplyAsync(
                    () -> client.execute("OUTLIVE_TIMEOUT_UNNOTICED", SHORT, DATA, "stock", "balance"));
            Outcome noticed = client.execute("OUTLIVE_TIMEOUT", SHORT, DATA, "stock", "balance");
            for (Outcome outcome : List.of(noticed, unnoticed.join())) {
                assertThat(outcome.answer()).isNotEqualTo("returned");
                client.awaitStatus(outcome.xid(), "TimeoutRollbacked");
                assertThat(client.done(outcome.xid())).containsExactlyInAnyOrder("cancel stock", "cancel balance");
            }
        });
    }

    @Test
    void applicationWhoseTransactionWasRolledBackElsewhereSeesAnException() {
        withBoth(client -> {
            Outcome outcome = client.execute("ROLLED_BACK_ELSEWHERE", LONG, DATA, "stock");
            assertThat(outcome.answer()).isNotEqualTo("returned");
            assertThat(client.status(outcome.xid())).isEqualTo("Rollbacked");
        });
    }

    @Test
    void branchThatRegistersAfterTheDecisionIsRefusedBeforeItsTry() {
        withBoth(client -> {
            String committed = client.begin(LONG);
            client.enlist(committed, DATA, "stock");
            client.commit(committed);
            client.assertRegistersNothing(committed);

            String rolledBack = client.begin(LONG);
            client.enlist(rolledBack, DATA, "stock");
            client.misbehave(rolledBack, "HOLD", 1);
            CompletableFuture<List<String>> rollback = client.send("rollback", rolledBack);
            client.awaitStatus(rolledBack, "Rollbacking");
            client.assertRegistersNothing(rolledBack);
            client.release(rolledBack);
            assertThat(ClientProcess.join(rollback)).containsExactly("Rollbacked");
        });
    }

    @Test
    void repeatedDecisionIsAnsweredWithTheTruth() {
        withBoth(client -> {
            String committed = client.begin(LONG);
            client.enlist(committed, DATA, "stock", "balance");
            client.commit(committed);
            assertThat(client.commit(committed)).isEqualTo("Committed");
            client.assertRollbackIsNoSuccess(committed);
            assertThat(client.status(committed)).isEqualTo("Committed");
            assertThat(client.done(committed)).containsExactlyInAnyOrder("confirm stock", "confirm balance");

            String rolledBack = client.begin(LONG);
            client.enlist(rolledBack, DATA, "stock", "balance");
            client.rollback(rolledBack);
            assertThat(client.rollback(rolledBack)).isEqualTo("Rollbacked");
            client.assertCommitIsNoSuccess(rolledBack);
            assertThat(client.status(rolledBack)).isEqualTo("Rollbacked");
            assertThat(client.done(rolledBack)).containsExactlyInAnyOrder("cancel stock", "cancel balance");
        });
    }

    @Test
    void statusTellsEveryStepOfACommit() {
        withBoth(client -> {
            String xid = client.begin(LONG);
            assertThat(client.status(xid)).isEqualTo("Begin");
            client.enlist(xid, DATA, "stock");
            assertThat(client.status(xid)).isEqualTo("Begin");
            client.misbehave(xid, "HOLD", 1);
            CompletableFuture<List<String>> commit = client.send("commit", xid);
            client.awaitStatus(xid, "Committing");
            client.release(xid);
            assertThat(ClientProcess.join(commit)).containsExactly("Committed");
            assertThat(client.status(xid)).isEqualTo("Committed");
        });
    }

    @Test
    void statusTellsEveryStepOfATimeout() {
        withBoth(client -> {
            String xid = client.begin(SHORT);
            client.enlist(xid, DATA, "stock");
            client.misbehave(xid, "HOLD", 1);
            client.awaitStatus(xid, "TimeoutRollbacking");
            client.assertCommitIsNoSuccess(xid);
            client.release(xid);
            client.awaitStatus(xid, "TimeoutRollbacked");
        });
    }

    @Test
    void failingConfirmIsASuccessForTheApplicationAndTriedAgain() {
        withBoth(client -> {
            Outcome outcome = client.execute("RETURN_WITH_FAILING_CONFIRM", LONG, DATA, "stock", "balance");
            assertThat(outcome.answer()).isEqualTo("returned");
            client.awaitStatus(outcome.xid(), "Committed");
            assertThat(client.done(outcome.xid())).containsExactlyInAnyOrder("confirm stock", "confirm balance");
            assertThat(client.calls(outcome.xid())).hasSize(3);
        });
    }

    @Test
    void refusingParticipantIsCalledUntilItObeys() {
        withBoth(client -> {
            String committed = client.begin(LONG);
            client.enlist(committed, DATA, "stock", "balance");
            client.misbehave(committed, "REFUSE", 2);
            String rolledBack = client.begin(LONG);
            client.enlist(rolledBack, DATA, "stock", "balance");
            client.misbehave(rolledBack, "REFUSE", 2);

            assertThat(client.commit(committed)).isEqualTo("CommitRetrying");
            assertThat(client.rollback(rolledBack)).isEqualTo("RollbackRetrying");
            client.awaitStatus(committed, "Committed");
            client.awaitStatus(rolledBack, "Rollbacked");
            assertThat(client.done(committed)).containsExactlyInAnyOrder("confirm stock", "confirm balance");
            assertThat(client.done(rolledBack)).containsExactlyInAnyOrder("cancel stock", "cancel balance");
        });
    }

    @Test
    void transactionThatNobodyKnowsIsNeverCommitted() {
        withBoth(client -> {
            String address = coordinator.address();
            for (String xid : List.of(address + ":1", "192.0.2.1:8091:9223372036854775807", address + ":-7", "xid")) {
                client.assertCommitIsNoSuccess(xid);
                assertThat(client.rollback(xid)).isIn("Finished", "UnKnown", "Rollbacked");
                assertThat(client.status(xid)).isIn("Finished", "UnKnown");
                client.assertRegistersNothing(xid);
            }
        });
    }

    @Test
    void transactionWithoutBranchesEndsAsItsCallerSays() {
        withBoth(client -> {
            assertThat(client.commit(client.begin(LONG))).isEqualTo("Committed");
            assertThat(client.rollback(client.begin(LONG))).isEqualTo("Rollbacked");
            assertThat(client.execute("RETURN", LONG, DATA).answer()).isEqualTo("returned");
            assertThat(client.execute("THROW", LONG, DATA).answer()).isEqualTo("RollbackDone");
        });
    }

    @Test
    void branchOfTypeAtIsRefusedWithItsReason() {
        withBoth(client -> {
            String xid = client.begin(LONG);
            assertThatThrownBy(() -> client.register("AT", xid, "jdbc:mysql://db/shop"))
                    .isInstanceOf(ClientThrew.class)
                    .hasMessageContaining("AT")
                    .hasMessageContaining("TCC")
                    .hasMessageNotContaining("imeout");
            client.enlist(xid, DATA, "stock");
            assertThat(client.commit(xid)).isEqualTo("Committed");
        });
    }

    @Test
    void whatADeadCallerLeftUndecidedIsCancelledThroughAnotherProcess() throws IOException {
        try (ClientProcess victim = start("victim-undecided", true)) {
            victim.awaitReady();
            String xid = victim.begin(SHORT);
            victim.enlist(xid, DATA, "stock", "balance");
            victim.kill9();
            single.awaitStatus(xid, "TimeoutRollbacked");
            assertThat(doneByBoth(xid)).containsExactlyInAnyOrder("cancel stock", "cancel balance");
        }
    }

    @Test
    void confirmThatDiesWithItsParticipantIsRepeatedOnAnotherProcess() throws IOException {
        try (ClientProcess victim = start("victim-confirming", true)) {
            victim.awaitReady();
            String xid = single.begin(LONG);
            victim.enlist(xid, DATA, "stock", "balance");
            victim.misbehave(xid, "HOLD", 2);
            CompletableFuture<List<String>> commit = single.send("commit", xid);
            await().atMost(SOON).until(() -> victim.calls(xid).size() == 2);
            victim.kill9();
            assertThat(ClientProcess.join(commit).get(0)).isIn("CommitRetrying", "Committed");
            single.awaitStatus(xid, "Committed");
            assertThat(doneByBoth(xid)).containsExactlyInAnyOrder("confirm stock", "confirm balance");
        }
    }

    @Test
    void commitWithoutAParticipantToCallIsASuccessAndCarriedOutWhenOneComes() throws IOException {
        String resource = "only-of-the-dead";
        try (ClientProcess victim = start("victim-alone", true, resource)) {
            victim.awaitReady();
            String xid = single.begin(LONG);
            victim.enlist(xid, DATA, resource, "stock");
            victim.kill9();
            assertThat(single.commit(xid)).isEqualTo("CommitRetrying");
            assertThat(single.status(xid)).isEqualTo("CommitRetrying");
            merging.addResource(resource);
            single.awaitStatus(xid, "Committed");
            assertThat(doneByBoth(xid)).containsExactlyInAnyOrder("confirm " + resource, "confirm stock");
        }
    }

    /** Puts both clients through the same at the same time. */
    private void withBoth(Consumer<ClientProcess> scenario) {
        Together.run(List.of(() -> scenario.accept(merging), () -> scenario.accept(single)));
    }

    private static String data(String payload) {
        return "{\"actionContext\":{\"payload\":\"" + payload + "\"}}";
    }

    private List<String> doneByBoth(String xid) {
        List<String> calls = new ArrayList<>(merging.done(xid));
        calls.addAll(single.done(xid));
        return calls;
    }
}
