// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sample.order.domain;

import com.baomidou.mybatisplus.annotation.IdType;
import com.baomidou.mybatisplus.annotation.TableId;
import com.baomidou.mybatisplus.annotation.TableName;
import java.math.BigDecimal;

/**
 * One order, for ever: a cancelled order's number is not used again.
 *
 * @param xid the global transaction that decides this order
 * @param branchId this row's branch of it
 * @param reason why it was given up, a name of {@link io.holdfast.sample.api.Refusal} or of {@link Failure}; null if
 *     it was not, or if nobody said why (its caller died)
 * @param message the reason for a person, null as above
 */
@TableName("orders")
public record Order(
        @TableId(type = IdType.INPUT) String orderNo,
        String sku,
        int quantity,
        String account,
        BigDecimal amount,
        OrderStatus status,
        String xid,
        long branchId,
        String reason,
        String message) {

    /** A new order, to be decided by {@code xid}. */
    public static Order trying(NewOrder order, String xid, long branchId) {
        return of(order, OrderStatus.TRYING, xid, branchId, null);
    }

    /** An order that was given up before it was noted. */
    public static Order cancelled(NewOrder order, String xid, long branchId, Reason reason) {
        return of(order, OrderStatus.CANCELLED, xid, branchId, reason);
    }

    private static Order of(NewOrder order, OrderStatus status, String xid, long branchId, Reason reason) {
        return new Order(
                order.orderNo(),
                order.sku(),
                order.quantity(),
                order.account(),
                order.amount(),
                status,
                xid,
                branchId,
                reason == null ? null : reason.code().name(),
                reason == null ? null : reason.message());
    }

    /** Whether {@code other} asks for the very same, so that it may be this order sent again. */
    public boolean isFor(NewOrder other) {
        return orderNo.equals(other.orderNo())
                && sku.equals(other.sku())
                && quantity == other.quantity()
                && account.equals(other.account())
                && amount.compareTo(other.amount()) == 0;
    }
}
