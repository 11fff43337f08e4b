// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sample.order.tcc;

import com.baomidou.mybatisplus.core.conditions.query.QueryWrapper;
import io.holdfast.sample.order.domain.NewOrder;
import io.holdfast.sample.order.domain.Order;
import io.holdfast.sample.order.domain.OrderBook;
import io.holdfast.sample.order.domain.OrderMapper;
import io.holdfast.sample.order.domain.OrderStatus;
import io.holdfast.sample.testing.SampleDatabase;
import io.holdfast.testkit.Crashes;
import io.holdfast.testkit.InProcessWire;
import io.holdfast.testkit.ParticipantKit;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The order's own row before the test kit for participants. */
final class OrderPromisesTest {

    @TestFactory
    Stream<DynamicTest> keepsItsPromises() {
        Crashes crashes = new Crashes();
        SampleDatabase database = SampleDatabase.onH2("sample-order", crashes::around, OrderMapper.class);
        OrderMapper orders = database.mapper(OrderMapper.class);
        OrderBook book = new OrderBook(orders);
        NewOrder taken = new NewOrder("O-TAKEN", "SKU-1", 2, "alice", new BigDecimal("19.90"));
        database.inTransaction(() -> book.create(taken, "xid", 1));
        return ParticipantKit.of(InProcessWire.guarded(database.dataSource(), new OrderParticipant(book)))
                .trying(number -> arguments("O-" + number))
                .refusing(number -> arguments("O-TAKEN"))
                .observing("trying", () -> count(orders, OrderStatus.TRYING))
                .observing("confirmed", () -> count(orders, OrderStatus.CONFIRMED))
                .crashing(crashes)
                .promises()
                .onClose(database::close);
    }

    private static List<Object> arguments(String number) {
        return List.of(number, "SKU-1", 2, "alice", new BigDecimal("19.90"));
    }

    private static long count(OrderMapper orders, OrderStatus status) {
        return orders.selectCount(new QueryWrapper<Order>().eq("status", status.name()));
    }
}
