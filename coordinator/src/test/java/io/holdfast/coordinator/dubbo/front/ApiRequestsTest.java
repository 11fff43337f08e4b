// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.dubbo.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.api.Branch;
import io.holdfast.api.Decide;
import io.holdfast.api.HttpTarget;
import io.holdfast.api.Outcome;
import io.holdfast.api.Query;
import io.holdfast.api.Status;
import io.holdfast.api.Submission;
import io.holdfast.api.SubmissionRules;
import io.holdfast.api.TransactionsException;
import io.holdfast.api.TransactionsException.Code;
import io.holdfast.api.Wait;
import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.Answer.Refusal;
import io.holdfast.coordinator.model.Answer.Standing;
import io.holdfast.coordinator.model.Cause;
import io.holdfast.coordinator.model.Input;
import io.holdfast.coordinator.model.TransactionStatus;
import io.holdfast.coordinator.model.WaitFor;
import io.holdfast.coordinator.model.Xid;
import io.holdfast.coordinator.port.Callback;
import io.holdfast.coordinator.port.Traces;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The core of the API before a lane that answers what the test says. */
class ApiRequestsTest {
    private static final Xid XID = Xid.parse("127.0.0.1:8091:77");
    private static final Submission ORDER =
            Submission.of("order", Branch.of(HttpTarget.below("http://127.0.0.1:9/stock"), null));
    private static final Answer UNAVAILABLE = new Answer.Refused(Refusal.UNAVAILABLE, "recovering");

    private final LinkedBlockingQueue<Input.Request> lane = new LinkedBlockingQueue<>(100);
    private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1);
    private final ApiRequests requests = requests(1000);

    private ApiRequests requests(int maxWaiting) {
        ApiSettings settings = new ApiSettings(null, null, null, null, null, maxWaiting, null, null, null, null);
        return new ApiRequests(
                settings,
                new SubmissionRules(10),
                new ModelMapping(new ApiJson(), 1000),
                input -> lane.offer((Input.Request) input),
                executor,
                Traces.NONE);
    }

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    private static Answer outcome(TransactionStatus status, Cause cause) {
        return new Answer.Outcome(XID, new Standing(status, cause, false), List.of());
    }

    /** What came to the lane next. */
    private <T extends Input.Request> T taken(Class<T> type) throws InterruptedException {
        Input.Request request = lane.poll(10, TimeUnit.SECONDS);
        assertThat(request).isInstanceOf(type);
        return type.cast(request);
    }

    private static void answer(Input.Request request, Answer answer) {
        ((Callback) request.replyTo()).answer(answer);
    }

    private static Outcome told(CompletableFuture<Outcome> outcome)
            throws InterruptedException, ExecutionException, TimeoutException {
        return outcome.get(10, TimeUnit.SECONDS);
    }

    private static Code refused(CompletableFuture<?> answer) {
        ExecutionException failure =
                catchThrowableOfType(ExecutionException.class, () -> answer.get(10, TimeUnit.SECONDS));
        return ((TransactionsException) failure.getCause()).code();
    }

    /** On the lane's own thread: a transaction that ends at once is still known to the lane then, with its branches. */
    @Test
    void theWaitIsAskedForBeforeTheAcceptanceReturnsToTheLane() throws Exception {
        CompletableFuture<Outcome> outcome = requests.submit(ORDER, null);
        answer(taken(Input.Submit.class), outcome(TransactionStatus.TRYING, null));

        Input.Await await = (Input.Await) lane.poll();
        assertThat(await.xid()).isEqualTo(XID);
        assertThat(await.waitFor()).isEqualTo(WaitFor.COMPLETED);
        answer(await, outcome(TransactionStatus.CONFIRMED, Cause.TRIED));
        assertThat(told(outcome).status()).isEqualTo(Status.CONFIRMED);
    }

    /** A caller who hears "unavailable" would submit again, and freeze everything twice. */
    @Test
    void whoeverIsAcceptedHearsNoErrorWhileTheLaneRecovers() throws Exception {
        CompletableFuture<Outcome> outcome = requests.submit(ORDER, null);
        answer(taken(Input.Submit.class), outcome(TransactionStatus.TRYING, null));
        answer(taken(Input.Await.class), UNAVAILABLE);
        answer(taken(Input.Await.class), new Answer.Refused(Refusal.BUSY, "full"));
        answer(taken(Input.Await.class), outcome(TransactionStatus.CANCELLED, Cause.RESTART));

        assertThat(told(outcome).cause()).isEqualTo("RESTART");
    }

    @Test
    void whoeverIsAcceptedHearsTheXidEvenIfTheLaneDoesNotComeBack() throws Exception {
        CompletableFuture<Outcome> outcome = requests.submit(ORDER.waitingAtMostMillis(0), null);
        answer(taken(Input.Submit.class), outcome(TransactionStatus.TRYING, null));
        taken(Input.Await.class);
        answer(taken(Input.Await.class), UNAVAILABLE);

        assertThat(told(outcome).xid()).isEqualTo(XID.toString());
        assertThat(told(outcome).status()).isEqualTo(Status.TRYING);
    }

    @Test
    void whatIsNotAcceptedIsAnError() throws Exception {
        CompletableFuture<Outcome> outcome = requests.submit(ORDER, null);
        answer(taken(Input.Submit.class), UNAVAILABLE);

        assertThat(refused(outcome)).isEqualTo(Code.UNAVAILABLE);
    }

    @Test
    void aWaitThatIsOverAsksHowThingsStandNow() throws Exception {
        CompletableFuture<Outcome> outcome = requests.await(new Wait(XID.toString(), null, null, 20L));
        taken(Input.Await.class);
        Input.Await now = taken(Input.Await.class);
        assertThat(now.waitFor()).isEqualTo(WaitFor.ACCEPTED);
        answer(now, outcome(TransactionStatus.CONFIRMING, Cause.TRIED));

        assertThat(told(outcome).status()).isEqualTo(Status.CONFIRMING);
    }

    /** Else whoever polls a stuck transaction would leave a waiter in the lane each time. */
    @Test
    void allWhoWaitForTheSameShareOneQuestion() throws Exception {
        CompletableFuture<Outcome> first = requests.await(Wait.forXid(XID.toString()));
        CompletableFuture<Outcome> second = requests.await(Wait.forXid(XID.toString()));
        Input.Await only = taken(Input.Await.class);
        assertThat(lane).isEmpty();

        answer(only, outcome(TransactionStatus.CONFIRMED, Cause.TRIED));
        assertThat(told(first)).isEqualTo(told(second));

        CompletableFuture<Outcome> later = requests.await(Wait.forXid(XID.toString()));
        answer(taken(Input.Await.class), outcome(TransactionStatus.CONFIRMED, Cause.TRIED));
        assertThat(told(later).status()).isEqualTo(Status.CONFIRMED);
    }

    @Test
    void aRefusedDecisionIsToldAtOnce() throws Exception {
        CompletableFuture<Outcome> outcome = requests.commit(Decide.of(XID.toString()));
        answer(taken(Input.Decide.class), new Answer.Refused(Refusal.SUBMITTED, "submitted as a whole"));

        assertThat(refused(outcome)).isEqualTo(Code.WRONG_STATE);
    }

    /** The first failure is no end: whoever waits for completion waits on. */
    @Test
    void aDecisionThatIsBeingRetriedIsWaitedFor() throws Exception {
        CompletableFuture<Outcome> outcome = requests.commit(Decide.of(XID.toString()));
        answer(taken(Input.Decide.class), new Standing(TransactionStatus.CONFIRMING, Cause.CALLER, true));
        answer(taken(Input.Await.class), outcome(TransactionStatus.CONFIRMED, Cause.CALLER));

        assertThat(told(outcome).status()).isEqualTo(Status.CONFIRMED);
    }

    @Test
    void aFullInboxIsBusyAndTakesNoPlace() throws Exception {
        ApiRequests narrow = requests(1);
        while (lane.offer(new Input.AskStatus(XID.id(), new Nobody()))) {
            // until it is full
        }
        for (int i = 0; i < 3; i++) {
            TransactionsException busy =
                    catchThrowableOfType(TransactionsException.class, () -> narrow.status(Query.byKey("k")));
            assertThat(busy.code()).isEqualTo(Code.BUSY);
            assertThat(busy).hasMessageContaining("more to do than it can take");
        }
        lane.clear();
        assertThat(narrow.status(Query.byXid(XID.toString()))).isNotDone();
    }

    @Test
    void moreWaitingRequestsThanAllowedAreBusyUntilOneIsAnswered() throws Exception {
        ApiRequests narrow = requests(1);
        CompletableFuture<Outcome> waiting = narrow.status(Query.byXid(XID.toString()));

        TransactionsException busy =
                catchThrowableOfType(TransactionsException.class, () -> narrow.status(Query.byXid(XID.toString())));
        assertThat(busy.code()).isEqualTo(Code.BUSY);
        assertThat(busy.retryable()).isTrue();
        assertThat(busy).hasMessageContaining("holdfast.api.max-waiting");

        answer(taken(Input.Await.class), outcome(TransactionStatus.TRYING, null));
        told(waiting);
        assertThat(narrow.status(Query.byXid(XID.toString()))).isNotDone();
    }

    private record Nobody() implements Callback {
        @Override
        public void answer(Answer answer) {
            throw new IllegalStateException("nobody has asked");
        }
    }
}
