// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sample.order.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.api.Begin;
import io.holdfast.api.Begun;
import io.holdfast.api.Branch;
import io.holdfast.api.BranchOutcome;
import io.holdfast.api.BranchRegistration;
import io.holdfast.api.Decide;
import io.holdfast.api.Outcome;
import io.holdfast.api.Query;
import io.holdfast.api.RegisteredBranch;
import io.holdfast.api.Status;
import io.holdfast.api.Submission;
import io.holdfast.api.Transactions;
import io.holdfast.api.TryOutcome;
import io.holdfast.api.Wait;
import io.holdfast.sample.order.domain.NewOrder;
import io.holdfast.sample.order.domain.OrderBook;
import io.holdfast.sample.order.domain.OrderMapper;
import io.holdfast.sample.order.domain.OrderStatus;
import io.holdfast.sample.testing.SampleDatabase;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is handed over, and what is made of the coordinator's answer. */
final class OneCallWayTest {
    private static final String XID = "127.0.0.1:8091:1";
    private static final NewOrder ORDER = new NewOrder("O-1", "SKU-1", 2, "alice", new BigDecimal("19.90"));
    private static final String NO = "OUT_OF_STOCK: 2 of SKU-1 were asked for, 0 are available.";

    private final SampleDatabase database = SampleDatabase.onH2("sample-order", OrderMapper.class);
    private final OrderBook book = new OrderBook(database.mapper(OrderMapper.class));
    private final List<Submission> submitted = new ArrayList<>();
    private final List<String> started = new ArrayList<>();

    @AfterEach
    void tearDown() {
        database.close();
    }

    @Test
    void theThreeAreTriedAtTheSameTimeAndTheOrdersNumberIsTheKey() throws Exception {
        place(outcome(Status.CONFIRMED, "TRIED", TryOutcome.DONE, null), Duration.ofSeconds(5));

        Submission submission = submitted.get(0);
        assertThat(submission.idempotencyKey()).isEqualTo("order-O-1");
        assertThat(submission.timeoutMillis()).isEqualTo(5000);
        assertThat(submission.branches()).extracting(Branch::name).containsExactly("order", "stock", "money");
        assertThat(submission.branches()).extracting(Branch::after).containsOnlyNulls();
        assertThat(submission.branches().get(2).dubbo().url()).isEqualTo("tri://127.0.0.1:3");
        assertThat(started).containsExactly(XID);
        assertThat(book.find("O-1").status()).isEqualTo(OrderStatus.TRYING);
    }

    @Test
    void whereNoAddressIsSetTheCoordinatorLooksItUp() throws Exception {
        Outcome confirmed = outcome(Status.CONFIRMED, "TRIED", TryOutcome.DONE, null);

        new OneCallWay(answering(confirmed), book, new OneCallSettings("", "", "", Duration.ofSeconds(5)))
                .place(ORDER, started::add);

        assertThat(submitted.get(0).branches())
                .extracting(branch -> branch.dubbo().url())
                .containsOnlyNulls();
    }

    @Test
    void aRefusalIsNotedInTheOrder() throws Exception {
        place(outcome(Status.CANCELLED, "TRY_REFUSED", TryOutcome.REFUSED, NO), Duration.ofSeconds(5));

        assertThat(book.find("O-1").reason()).isEqualTo("OUT_OF_STOCK");
        assertThat(book.find("O-1").message()).isEqualTo("2 of SKU-1 were asked for, 0 are available.");
    }

    @Test
    void aTryThatBrokeIsNotedAsThat() throws Exception {
        place(outcome(Status.CANCELLED, "TRY_FAILED", TryOutcome.UNKNOWN, "broken"), Duration.ofSeconds(5));

        assertThat(book.find("O-1").reason()).isEqualTo("PARTICIPANT_FAILED");
    }

    @Test
    void aTryThatHadNoAnswerAtTheDeadlineIsATimeoutThoughItIsToldAsBroken() throws Exception {
        place(outcome(Status.CANCELLED, "TRY_FAILED", TryOutcome.UNKNOWN, "no answer"), Duration.ZERO);

        assertThat(book.find("O-1").reason()).isEqualTo("TIMEOUT");
    }

    @Test
    void anOrderWhoseTryNeverCameIsNotedAsCancelled() throws Exception {
        Outcome restarted = outcome(Status.CANCELLED, "RESTART", TryOutcome.NOT_CALLED, null);

        new OneCallWay(answering(restarted), book, settings(Duration.ofSeconds(5))).place(ORDER, started::add);

        assertThat(book.find("O-1").status()).isEqualTo(OrderStatus.CANCELLED);
        assertThat(book.find("O-1").reason()).isEqualTo("COORDINATOR_RESTARTED");
        assertThat(book.find("O-1").branchId()).isEqualTo(7);
    }

    private void place(Outcome outcome, Duration timeout) throws Exception {
        database.inTransaction(() -> book.create(ORDER, XID, 7));
        new OneCallWay(answering(outcome), book, settings(timeout)).place(ORDER, started::add);
    }

    private static OneCallSettings settings(Duration timeout) {
        return new OneCallSettings("tri://127.0.0.1:1", "tri://127.0.0.1:2", "tri://127.0.0.1:3", timeout);
    }

    private static Outcome outcome(Status status, String cause, TryOutcome ofStock, String reason) {
        return new Outcome(
                XID,
                status,
                cause,
                false,
                List.of(
                        new BranchOutcome("order", 7, TryOutcome.DONE, null, null),
                        new BranchOutcome("stock", 8, ofStock, null, reason)));
    }

    /** A coordinator that has this outcome for every submission, and nothing else. */
    private Transactions answering(Outcome outcome) {
        return new Transactions() {
            @Override
            public Outcome submit(Submission submission) {
                submitted.add(submission);
                return outcome;
            }

            @Override
            public Begun begin(Begin begin) {
                throw new AssertionError("not one call");
            }

            @Override
            public RegisteredBranch registerBranch(BranchRegistration registration) {
                throw new AssertionError("not one call");
            }

            @Override
            public Outcome commit(Decide decide) {
                throw new AssertionError("not one call");
            }

            @Override
            public Outcome rollback(Decide decide) {
                throw new AssertionError("not one call");
            }

            @Override
            public Outcome status(Query query) {
                throw new AssertionError("not one call");
            }

            @Override
            public Outcome await(Wait wait) {
                throw new AssertionError("not one call");
            }
        };
    }
}
