// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sample.order.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.holdfast.sample.api.Refusal;
import io.holdfast.sample.api.RefusedException;
import io.holdfast.sample.order.domain.NewOrder;
import io.holdfast.sample.order.domain.OrderBook;
import io.holdfast.sample.order.domain.OrderMapper;
import io.holdfast.sample.testing.SampleDatabase;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.apache.seata.core.context.RootContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the transaction does between begin and decision; begin and decision are Seata's. */
final class InteractiveWayTest {
    private static final String XID = "127.0.0.1:8091:1";
    private static final NewOrder ORDER = new NewOrder("O-1", "SKU-1", 2, "alice", new BigDecimal("19.90"));

    private final SampleDatabase database = SampleDatabase.onH2("sample-order", OrderMapper.class);
    private final OrderBook book = new OrderBook(database.mapper(OrderMapper.class));
    private final List<String> tried = new ArrayList<>();

    @BeforeEach
    void setUp() {
        RootContext.bind(XID);
    }

    @AfterEach
    void tearDown() {
        RootContext.unbind();
        database.close();
    }

    @Test
    void triesTheOrderThenTheStockThenTheMoney() throws Exception {
        way(null).place(ORDER, xid -> tried.add("begun " + xid));

        assertThat(tried).containsExactly("begun " + XID, "order O-1", "2 of SKU-1", "19.90 of alice");
    }

    @Test
    void aRefusalIsNotedInTheOrderBeforeTheRollback() {
        RefusedException refused = new RefusedException(Refusal.ACCOUNT_BLOCKED, "The account is blocked.");

        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> way(refused).place(ORDER, xid -> {}))
                .isSameAs(refused);

        assertThat(book.find("O-1").reason()).isEqualTo("ACCOUNT_BLOCKED");
        assertThat(book.find("O-1").message()).isEqualTo("The account is blocked.");
    }

    private InteractiveWay way(RefusedException ofPayment) {
        return new InteractiveWay(
                (orderNo, sku, quantity, account, amount) -> {
                    tried.add("order " + orderNo);
                    book.create(new NewOrder(orderNo, sku, quantity, account, amount), XID, 1);
                },
                (orderNo, sku, quantity) -> tried.add(quantity + " of " + sku),
                (orderNo, account, amount) -> {
                    tried.add(amount + " of " + account);
                    if (ofPayment != null) {
                        throw ofPayment;
                    }
                },
                book);
    }
}
