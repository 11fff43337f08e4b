// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sample.order.tcc;

import io.holdfast.sample.api.OrderAction;
import io.holdfast.sample.order.domain.NewOrder;
import io.holdfast.sample.order.domain.OrderBook;
import java.math.BigDecimal;
import org.apache.dubbo.config.annotation.DubboService;
import org.apache.seata.rm.tcc.api.BusinessActionContext;
import org.apache.seata.rm.tcc.api.BusinessActionContextParameter;
import org.apache.seata.rm.tcc.api.BusinessActionContextUtil;
import org.apache.seata.rm.tcc.api.TwoPhaseBusinessAction;

/**
 * The order's own row as a participant: it is TRYING, CONFIRMED or CANCELLED by the same decision as the stock and the
 * money. The order service's interactive way calls it as a local bean, other callers over Dubbo; either way the wrapper
 * that Seata's client puts around this bean registers the branch. When the coordinator calls, for a transaction that was
 * handed over whole, there is a branch already, and the wrapper lets it pass. Not final: the wrapper is a subclass.
 */
@DubboService(interfaceClass = OrderAction.class)
public class OrderParticipant implements OrderAction {
    private final OrderBook book;

    public OrderParticipant(OrderBook book) {
        this.book = book;
    }

    @Override
    @TwoPhaseBusinessAction(name = "order", commitMethod = "confirm", rollbackMethod = "cancel", useTCCFence = true)
    public void create(
            @BusinessActionContextParameter("orderNo") String orderNo,
            String sku,
            int quantity,
            String account,
            BigDecimal amount) {
        BusinessActionContext branch = BusinessActionContextUtil.getContext();
        if (branch == null) {
            throw new IllegalStateException(
                    "create was called outside of a global transaction: nobody would decide it");
        }
        book.create(new NewOrder(orderNo, sku, quantity, account, amount), branch.getXid(), branch.getBranchId());
    }

    /** Called by the coordinator after a commit, again and again until it succeeds. */
    public boolean confirm(BusinessActionContext branch) {
        book.confirm(branch.getXid(), branch.getBranchId());
        return true;
    }

    /** Called by the coordinator after a rollback or a timeout, again and again until it succeeds. */
    public boolean cancel(BusinessActionContext branch) {
        book.cancel(branch.getXid(), branch.getBranchId());
        return true;
    }
}
