// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sample.order.app;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.holdfast.sample.order.domain.Order;
import io.holdfast.sample.order.domain.OrderStatus;
import java.math.BigDecimal;

/** An order as the outside sees it; what is null is left out. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record OrderView(
        String orderNo,
        OrderStatus status,
        String reason,
        String message,
        String xid,
        String sku,
        int quantity,
        String account,
        BigDecimal amount) {

    static OrderView of(Order order) {
        return new OrderView(
                order.orderNo(),
                order.status(),
                order.reason(),
                order.status() == OrderStatus.CANCELLED && order.reason() == null
                        ? "Cancelled by the coordinator; nobody said why here. Its caller died, its time ran out, or it was"
                                + " handed over by another caller, who was told."
                        : order.message(),
                order.xid(),
                order.sku(),
                order.quantity(),
                order.account(),
                order.amount());
    }
}
