// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sample.order.app;

import io.holdfast.sample.api.InventoryAction;
import io.holdfast.sample.api.OrderAction;
import io.holdfast.sample.api.PaymentAction;
import io.holdfast.sample.api.RefusedException;
import io.holdfast.sample.order.domain.NewOrder;
import io.holdfast.sample.order.domain.OrderBook;
import io.holdfast.sample.order.domain.Reason;
import java.util.function.Consumer;
import org.apache.seata.core.context.RootContext;
import org.apache.seata.core.exception.TransactionException;
import org.apache.seata.spring.annotation.GlobalTransactional;
import org.springframework.stereotype.Component;

/**
 * The interactive way: this process begins, calls every Try itself, one after the other on the thread of the HTTP
 * request, and decides. All of it is Seata's client. Not final: Seata's wrapper is a subclass.
 */
@Component
public class InteractiveWay implements OrderWay {
    private final OrderAction orders;
    private final InventoryAction inventory;
    private final PaymentAction payment;
    private final OrderBook book;

    public InteractiveWay(OrderAction orders, InventoryAction inventory, PaymentAction payment, OrderBook book) {
        this.orders = orders;
        this.inventory = inventory;
        this.payment = payment;
        this.book = book;
    }

    /**
     * Begins, tries all three, and commits on return or rolls back on any exception. The timeout is the client's
     * default, {@code seata.client.tm.default-global-transaction-timeout}, and so a setting.
     *
     * @throws RefusedException if a participant refused; rolled back
     * @throws TransactionException if it could not begin, or the time ran out, or the outcome is not known
     */
    @Override
    @GlobalTransactional(name = "place-order")
    public void place(NewOrder order, Consumer<String> started) throws TransactionException {
        String xid = RootContext.getXID();
        started.accept(xid);
        orders.create(order.orderNo(), order.sku(), order.quantity(), order.account(), order.amount());
        try {
            inventory.freeze(order.orderNo(), order.sku(), order.quantity());
            payment.freeze(order.orderNo(), order.account(), order.amount());
        } catch (RefusedException refused) {
            // Noted before the rollback: whoever sees the order CANCELLED shall also see why.
            book.explain(order.orderNo(), xid, new Reason(refused.refusal(), refused.explanation()));
            throw refused;
        }
    }
}
