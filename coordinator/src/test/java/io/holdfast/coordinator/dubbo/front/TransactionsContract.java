// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.dubbo.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.api.Begin;
import io.holdfast.api.Branch;
import io.holdfast.api.BranchOutcome;
import io.holdfast.api.BranchRegistration;
import io.holdfast.api.Decide;
import io.holdfast.api.DubboTarget;
import io.holdfast.api.HttpTarget;
import io.holdfast.api.Outcome;
import io.holdfast.api.Query;
import io.holdfast.api.RegisteredBranch;
import io.holdfast.api.Status;
import io.holdfast.api.Submission;
import io.holdfast.api.Transactions;
import io.holdfast.api.TransactionsException;
import io.holdfast.api.TransactionsException.Code;
import io.holdfast.api.TryOutcome;
import io.holdfast.api.Wait;
import io.holdfast.api.WaitFor;
import io.holdfast.coordinator.model.BranchFacts;
import io.holdfast.coordinator.model.Endpoint;
import io.holdfast.coordinator.model.Phase;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What every face of the API does alike, seen by a client of that face. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TransactionsContract {
    private static final HttpTarget HTTP = HttpTarget.below("http://127.0.0.1:9/stock");
    private static final HttpTarget END_ONLY =
            new HttpTarget(null, "http://127.0.0.1:9/confirm", "http://127.0.0.1:9/cancel");

    /** W3C's, of a caller that is traced; clients send it with every call, or when they are told to. */
    static final String TRACE_PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    ApiNode node;
    Transactions transactions;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        node = new ApiNode(directory);
        transactions = connect(node.port);
    }

    @AfterAll
    void stop() {
        disconnect();
        node.close();
    }

    /** A client of the face that is tested. */
    abstract Transactions connect(int port) throws Exception;

    abstract void disconnect();

    /** For clients that have to be told. */
    void nextCallIsTraced() {}

    @Test
    void callersTraceIsHeardOf() throws TransactionsException {
        nextCallIsTraced();
        String submitted =
                transactions.submit(Submission.of("order", branch("stock"))).xid();
        nextCallIsTraced();
        String begun = transactions.begin(Begin.of("order")).xid();
        assertThat(node.traceParents)
                .containsEntry("submitted " + submitted, TRACE_PARENT)
                .containsEntry("begun " + begun, TRACE_PARENT);
    }

    private static Branch branch(String name) {
        return Branch.of(HTTP, Map.of("order", "O-1")).named(name);
    }

    private static TransactionsException refusal(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        TransactionsException refusal = catchThrowableOfType(TransactionsException.class, call);
        assertThat(refusal).as("a refusal").isNotNull();
        return refusal;
    }

    @Test
    void whatIsSubmittedIsTriedConfirmedAndToldWithItsResults() throws TransactionsException {
        Outcome outcome = transactions.submit(Submission.of("order", branch("stock"), branch("money")));

        assertThat(outcome.status()).isEqualTo(Status.CONFIRMED);
        assertThat(outcome.cause()).isEqualTo("TRIED");
        assertThat(outcome.retrying()).isFalse();
        assertThat(outcome.branches()).extracting(BranchOutcome::name).containsExactly("stock", "money");
        assertThat(outcome.branches()).allSatisfy(branch -> {
            assertThat(branch.branchId()).isPositive();
            assertThat(branch.tryOutcome()).isEqualTo(TryOutcome.DONE);
            assertThat(branch.result()).isEqualTo("{\"frozen\":2}");
            assertThat(branch.reason()).isNull();
        });
        assertThat(node.participants.calls(outcome.xid()))
                .containsExactlyInAnyOrder("TRY stock", "TRY money", "CONFIRM stock", "CONFIRM money");
    }

    @Test
    void aRefusedTryCancelsAndItsReasonIsTold() throws TransactionsException {
        Outcome outcome = transactions.submit(
                Submission.of("order", branch("refuses"), branch("other").after("refuses")));

        assertThat(outcome.status()).isEqualTo(Status.CANCELLED);
        assertThat(outcome.cause()).isEqualTo("TRY_REFUSED");
        assertThat(outcome.branches().get(0).tryOutcome()).isEqualTo(TryOutcome.REFUSED);
        assertThat(outcome.branches().get(0).reason()).isEqualTo("no stock");
        assertThat(outcome.branches().get(1).tryOutcome()).isEqualTo(TryOutcome.NOT_CALLED);
    }

    @Test
    void aBrokenTryCancelsAndIsUnknown() throws TransactionsException {
        Outcome outcome = transactions.submit(Submission.of("order", branch("breaks")));

        assertThat(outcome.status()).isEqualTo(Status.CANCELLED);
        assertThat(outcome.branches().get(0).tryOutcome()).isEqualTo(TryOutcome.UNKNOWN);
        assertThat(outcome.branches().get(0).reason()).isEqualTo("connection reset");
    }

    @Test
    void branchesAreTriedInTheOrderThatIsAskedFor() throws TransactionsException {
        Outcome outcome = transactions.submit(Submission.of(
                "order", branch("third").after("second"), branch("second").after("first"), branch("first")));

        assertThat(node.participants.calls(outcome.xid()))
                .containsExactly(
                        "TRY first", "TRY second", "TRY third", "CONFIRM first", "CONFIRM second", "CONFIRM third");
    }

    @Test
    void everythingThatABranchSaysArrivesAtTheCall() throws TransactionsException {
        DubboTarget dubbo = new DubboTarget(
                "io.shop.Stock", "g", "1.0", "tri://127.0.0.1:9", "freeze", "sell", null, List.of("a.B", "int", "x.Y"));
        Outcome outcome = transactions.submit(Submission.of(
                        "order",
                        Branch.of(dubbo, Map.of("a", List.of(1, true)), 2, new BigDecimal("19.90"))
                                .named("d"))
                .by("shop"));

        BranchFacts facts =
                node.participants.call(outcome.xid(), Phase.TRY, "d").facts();
        assertThat(facts.application()).isEqualTo("shop");
        assertThat(facts.target().arguments()).isEqualTo("[{\"a\":[1,true]},2,19.90]");
        assertThat(facts.target().endpoint())
                .isEqualTo(new Endpoint.Dubbo(
                        "io.shop.Stock",
                        "g",
                        "1.0",
                        "tri://127.0.0.1:9",
                        "freeze",
                        "sell",
                        "cancel",
                        List.of("a.B", "int", "x.Y")));
    }

    @Test
    void oneKeySubmittedAHundredTimesAtOnceIsOneTransaction() throws Exception {
        Submission submission =
                Submission.of("order", branch("stock")).withKey(getClass().getSimpleName() + "-100");
        ExecutorService callers = Executors.newFixedThreadPool(20);
        try {
            List<Future<Outcome>> outcomes = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                outcomes.add(callers.submit(() -> transactions.submit(submission)));
            }
            String xid = outcomes.get(0).get().xid();
            for (Future<Outcome> outcome : outcomes) {
                assertThat(outcome.get().xid()).isEqualTo(xid);
                assertThat(outcome.get().status()).isEqualTo(Status.CONFIRMED);
            }
            assertThat(node.participants.calls(xid)).containsExactly("TRY stock", "CONFIRM stock");
            assertThat(transactions
                            .status(Query.byKey(submission.idempotencyKey()))
                            .xid())
                    .isEqualTo(xid);
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void theSameKeyWithAnotherContentIsRefused() throws TransactionsException {
        String key = getClass().getSimpleName() + "-conflict";
        transactions.submit(Submission.of("order", branch("stock")).withKey(key));

        TransactionsException refusal = refusal(() ->
                transactions.submit(Submission.of("order", branch("money")).withKey(key)));

        assertThat(refusal.code()).isEqualTo(Code.KEY_CONFLICT);
        assertThat(refusal.field()).isEqualTo("idempotencyKey");
    }

    @Test
    void aWaitThatIsOverTellsHowThingsStand() throws TransactionsException {
        Submission hanging = Submission.of("order", branch("hangs-1")).withTimeoutMillis(30_000);

        Outcome accepted = transactions.submit(hanging.waitingFor(WaitFor.ACCEPTED));
        Outcome impatient = transactions.submit(hanging.waitingAtMostMillis(50));
        Outcome again = transactions.await(new Wait(impatient.xid(), null, WaitFor.DECIDED, 50L));

        for (Outcome outcome : List.of(accepted, impatient, again)) {
            assertThat(outcome.status()).isEqualTo(Status.TRYING);
            assertThat(outcome.cause()).isNull();
            assertThat(outcome.branches().get(0).tryOutcome()).isEqualTo(TryOutcome.NOT_CALLED);
        }
        assertThat(again.xid()).isEqualTo(impatient.xid()).isNotEqualTo(accepted.xid());
    }

    @Test
    void whatIsSubmittedMayBeRolledBackButNotCommitted() throws TransactionsException {
        Outcome accepted = transactions.submit(Submission.of("order", branch("slow"), branch("hangs-2"))
                .withTimeoutMillis(30_000)
                .waitingFor(WaitFor.ACCEPTED));

        assertThat(refusal(() -> transactions.commit(Decide.of(accepted.xid()))).code())
                .isEqualTo(Code.WRONG_STATE);
        Outcome cancelled = transactions.rollback(new Decide(accepted.xid(), WaitFor.DECIDED, null));
        assertThat(cancelled.status()).isIn(Status.CANCELLING, Status.CANCELLED);
        assertThat(cancelled.cause()).isEqualTo("CALLER");
    }

    @Test
    void whoeverTriesItselfBeginsRegistersAndCommits() throws TransactionsException {
        String xid = transactions.begin(new Begin("order", "shop", 30_000L)).xid();
        RegisteredBranch branch = transactions.registerBranch(
                new BranchRegistration(xid, Branch.of(END_ONLY, "O-1").named("stock")));
        assertThat(branch.xid()).isEqualTo(xid);
        assertThat(branch.branchId()).isPositive();
        assertThat(transactions.status(Query.byXid(xid)).status()).isEqualTo(Status.TRYING);

        Outcome outcome = transactions.commit(Decide.of(xid));

        assertThat(outcome.status()).isEqualTo(Status.CONFIRMED);
        assertThat(outcome.branches()).extracting(BranchOutcome::name).containsExactly("stock");
        assertThat(node.participants.calls(xid)).containsExactly("CONFIRM stock");
        assertThat(refusal(() -> transactions.registerBranch(new BranchRegistration(xid, Branch.of(END_ONLY, null))))
                        .code())
                .isEqualTo(Code.WRONG_STATE);
        assertThat(transactions.rollback(Decide.of(xid)).status())
                .as("what is confirmed stays so, and is told")
                .isEqualTo(Status.CONFIRMED);
    }

    @Test
    void whoeverTriesItselfMayRollBack() throws TransactionsException {
        String xid = transactions.begin(Begin.of("order")).xid();
        transactions.registerBranch(
                new BranchRegistration(xid, Branch.of(END_ONLY, "O-1").named("stock")));

        assertThat(transactions.rollback(Decide.of(xid)).status()).isEqualTo(Status.CANCELLED);
        assertThat(node.participants.calls(xid)).containsExactly("CANCEL stock");
    }

    @Test
    void aTransactionThatIsNotKnownIsNotFound() {
        assertThat(refusal(() -> transactions.status(Query.byXid("127.0.0.1:8091:77")))
                        .code())
                .isEqualTo(Code.NOT_FOUND);
        assertThat(refusal(() -> transactions.status(Query.byKey("nobody's"))).code())
                .isEqualTo(Code.NOT_FOUND);
        assertThat(refusal(() -> transactions.commit(Decide.of("no xid"))).code())
                .isEqualTo(Code.NOT_FOUND);
    }

    @Test
    void mistakesNameTheirField() {
        TransactionsException order = refusal(() -> transactions.submit(
                Submission.of("order", branch("a"), branch("b").after("c"))));
        assertThat(order.code()).isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(order.field()).isEqualTo("branches[1].after[0]");
        assertThat(order).hasMessage("branches[1].after[0]: no branch is named 'c'");

        TransactionsException target = refusal(() -> transactions.submit(Submission.of(
                "order", branch("a"), Branch.of(HttpTarget.below("http://169.254.169.254/latest"), null))));
        assertThat(target.field()).isEqualTo("branches[1].http.tryUrl");
        assertThat(target).hasMessageContaining("holdfast.api.allowed-targets");

        TransactionsException large = refusal(() -> transactions.submit(
                Submission.of("order", Branch.of(HTTP, "x".repeat(2_001)).after("branch-2"), branch("branch-2"))));
        assertThat(large.field()).isEqualTo("branches[0].arguments");
    }

    @Test
    void mistakesInAnyLanguageArriveWhole() {
        TransactionsException refusal = refusal(
                () -> transactions.submit(Submission.of("订单", branch("a").after("库存 100%\"\\"))));

        assertThat(refusal).hasMessage("branches[0].after[0]: no branch is named '库存 100%\"\\'");
    }
}
