// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sample.order.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.holdfast.sample.api.Refusal;
import io.holdfast.sample.api.RefusedException;
import io.holdfast.sample.testing.SampleDatabase;
import java.math.BigDecimal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the order book promises on every database. */
abstract class OrderBookContract {
    private static final NewOrder ORDER = new NewOrder("O-1", "SKU-1", 2, "alice", new BigDecimal("19.90"));

    private SampleDatabase database;
    private OrderBook book;

    /** A new database with the order service's schema. */
    abstract SampleDatabase open();

    @BeforeEach
    final void setUp() {
        database = open();
        book = new OrderBook(database.mapper(OrderMapper.class));
    }

    @AfterEach
    final void tearDown() {
        database.close();
    }

    @Test
    void aNewOrderIsTrying() {
        create(ORDER, "xid", 1);

        assertThat(book.find("O-1")).isEqualTo(Order.trying(ORDER, "xid", 1));
    }

    @Test
    void anOrderThatWasNeverPlacedIsNotFound() {
        assertThat(book.find("O-1")).isNull();
    }

    @Test
    void anOrderIsConfirmedByItsBranch() {
        create(ORDER, "xid", 1);

        database.inTransaction(() -> book.confirm("xid", 1));

        assertThat(book.find("O-1").status()).isEqualTo(OrderStatus.CONFIRMED);
    }

    @Test
    void anOrderIsCancelledByItsBranchAndKeepsItsReason() {
        create(ORDER, "xid", 1);
        book.explain("O-1", "xid", new Reason(Refusal.OUT_OF_STOCK, "2 were asked for, 0 are available."));

        database.inTransaction(() -> book.cancel("xid", 1));

        Order order = book.find("O-1");
        assertThat(order.status()).isEqualTo(OrderStatus.CANCELLED);
        assertThat(order.reason()).isEqualTo("OUT_OF_STOCK");
        assertThat(order.message()).isEqualTo("2 were asked for, 0 are available.");
    }

    @Test
    void theFirstReasonStays() {
        create(ORDER, "xid", 1);
        book.explain("O-1", "xid", new Reason(Refusal.OUT_OF_STOCK, "first"));

        book.explain("O-1", "xid", new Reason(Failure.TIMEOUT, "second"));

        assertThat(book.find("O-1").message()).isEqualTo("first");
    }

    @Test
    void aReasonIsNotedForTheTransactionThatHasItOnly() {
        create(ORDER, "xid", 1);

        book.explain("O-1", "another", new Reason(Failure.TIMEOUT, "of another attempt"));

        assertThat(book.find("O-1").reason()).isNull();
    }

    @Test
    void aConfirmedOrderHasNoReason() {
        create(ORDER, "xid", 1);
        book.explain("O-1", "xid", new Reason(Failure.TIMEOUT, "its caller believed"));
        database.inTransaction(() -> book.confirm("xid", 1));

        book.explain("O-1", "xid", new Reason(Failure.TIMEOUT, "its caller still believes"));

        assertThat(book.find("O-1").reason()).isNull();
    }

    @Test
    void anOrderThatIsGivenUpIsExplained() {
        create(ORDER, "xid", 1);
        database.inTransaction(() -> book.cancel("xid", 1));

        book.giveUp(ORDER, "xid", 1, Reason.restart());

        assertThat(book.find("O-1").reason()).isEqualTo("COORDINATOR_RESTARTED");
    }

    @Test
    void anOrderThatIsGivenUpBeforeItWasNotedIsCancelledAndItsNumberUsedUp() {
        book.giveUp(ORDER, "xid", 1, Reason.participantFailed());

        assertThat(book.find("O-1")).isEqualTo(Order.cancelled(ORDER, "xid", 1, Reason.participantFailed()));
        assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> create(ORDER, "xid", 1));
    }

    @Test
    void anotherOrderOfTheSameNumberIsLeftAlone() {
        create(ORDER, "another", 1);

        book.giveUp(ORDER, "xid", 1, Reason.participantFailed());

        assertThat(book.find("O-1")).isEqualTo(Order.trying(ORDER, "another", 1));
    }

    @Test
    void anOrderNumberIsNeverUsedTwice() {
        create(ORDER, "xid", 1);
        database.inTransaction(() -> book.cancel("xid", 1));

        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> create(ORDER, "another", 2))
                .extracting(RefusedException::refusal)
                .isEqualTo(Refusal.DUPLICATE_ORDER);

        assertThat(book.find("O-1").xid()).isEqualTo("xid");
    }

    @Test
    void aBranchWithoutAnOrderCanNeitherBeConfirmedNorCancelled() {
        assertThatIllegalStateException().isThrownBy(() -> database.inTransaction(() -> book.confirm("xid", 1)));
        assertThatIllegalStateException().isThrownBy(() -> database.inTransaction(() -> book.cancel("xid", 1)));
    }

    @Test
    void aFinishedOrderIsNotFinishedAgain() {
        create(ORDER, "xid", 1);
        database.inTransaction(() -> book.confirm("xid", 1));

        assertThatIllegalStateException().isThrownBy(() -> database.inTransaction(() -> book.cancel("xid", 1)));

        assertThat(book.find("O-1").status()).isEqualTo(OrderStatus.CONFIRMED);
    }

    private void create(NewOrder order, String xid, long branchId) {
        database.inTransaction(() -> book.create(order, xid, branchId));
    }
}
