// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sample.order.domain;

import io.holdfast.sample.api.Refusal;
import io.holdfast.sample.api.RefusedException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;

/**
 * The orders and the rules for changing them. Knows nothing of Seata.
 *
 * <p>Create, confirm and cancel belong into a database transaction of their caller, which is the guard's, so that the
 * guard's row and the order's row change together or not at all (I11).
 */
@Component
public class OrderBook {
    private final OrderMapper orders;

    public OrderBook(OrderMapper orders) {
        this.orders = orders;
    }

    /**
     * Notes the order as TRYING.
     *
     * @throws RefusedException DUPLICATE_ORDER; the caller rolls its database transaction back
     */
    public void create(NewOrder order, String xid, long branchId) {
        try {
            orders.insert(Order.trying(order, xid, branchId));
        } catch (DuplicateKeyException e) {
            throw new RefusedException(Refusal.DUPLICATE_ORDER, "There is an order " + order.orderNo() + " already.");
        }
    }

    /** Makes CONFIRMED of TRYING. */
    public void confirm(String xid, long branchId) {
        changeOne(orders.confirm(xid, branchId), "confirm", xid, branchId);
    }

    /** Makes CANCELLED of TRYING. */
    public void cancel(String xid, long branchId) {
        changeOne(orders.cancel(xid, branchId), "cancel", xid, branchId);
    }

    /** Notes why the caller gave the order up, unless a reason is noted already or it was confirmed after all. */
    public void explain(String orderNo, String xid, Reason reason) {
        orders.explain(orderNo, xid, reason.code().name(), reason.message());
    }

    /**
     * Notes why a transaction that is cancelled was given up; and the order itself, as CANCELLED, if its Try never came
     * so far: the number is used up all the same, because the coordinator knows it.
     *
     * @param branchId of the order's own branch; if its Try comes after this, it finds the number taken
     */
    public void giveUp(NewOrder order, String xid, long branchId, Reason reason) {
        explain(order.orderNo(), xid, reason);
        if (find(order.orderNo()) == null) {
            try {
                orders.insert(Order.cancelled(order, xid, branchId, reason));
            } catch (DuplicateKeyException meanwhile) {
                explain(order.orderNo(), xid, reason);
            }
        }
    }

    /** Null if there is no such order. */
    public Order find(String orderNo) {
        return orders.selectById(orderNo);
    }

    private static void changeOne(int rows, String verb, String xid, long branchId) {
        // The guard lets Confirm and Cancel through only after a Try and only once. Should it ever not, this is seen.
        if (rows != 1) {
            throw new IllegalStateException(
                    "Cannot " + verb + " branch " + branchId + " of " + xid + ": it has no order in TRYING");
        }
    }
}
