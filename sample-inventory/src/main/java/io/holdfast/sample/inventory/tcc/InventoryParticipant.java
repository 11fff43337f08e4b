// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sample.inventory.tcc;

import io.holdfast.sample.api.InventoryAction;
import io.holdfast.sample.inventory.domain.StockFreeze;
import io.holdfast.sample.inventory.domain.StockFreeze.Status;
import io.holdfast.sample.inventory.domain.Warehouse;
import org.apache.dubbo.config.annotation.DubboService;
import org.apache.seata.rm.tcc.api.BusinessActionContext;
import org.apache.seata.rm.tcc.api.BusinessActionContextParameter;
import org.apache.seata.rm.tcc.api.BusinessActionContextUtil;
import org.apache.seata.rm.tcc.api.TwoPhaseBusinessAction;

/**
 * The inventory as a participant of global transactions. Dubbo's threads call Try; Confirm and Cancel come on the Seata
 * client's threads, or on Dubbo's for a transaction that was handed over to the coordinator whole.
 *
 * <p>The annotation stands here, on the provider's class, and not on the interface: Seata's client wraps the bean that
 * {@link DubboService} exports, registers one branch per Try and offers Confirm and Cancel of this bean to the
 * coordinator. The caller's process sees a plain Dubbo interface and registers nothing.
 *
 * <p>{@code useTCCFence} puts the guard around all three. It opens the database transaction, writes its row, and then
 * calls the method; so none of them needs {@code @Transactional}, and none has to think of duplicates, of a Cancel
 * without Try, or of a Try after Cancel.
 *
 * <p>Not final: the wrapper is a subclass.
 */
@DubboService(interfaceClass = InventoryAction.class)
public class InventoryParticipant implements InventoryAction {
    private final Warehouse warehouse;

    public InventoryParticipant(Warehouse warehouse) {
        this.warehouse = warehouse;
    }

    /**
     * {@inheritDoc}
     *
     * <p>The annotated parameters go into the branch's data at the coordinator, where whoever looks for an order finds
     * them. Confirm and Cancel do not need them: they go by the freeze row.
     */
    @Override
    @TwoPhaseBusinessAction(name = "inventory", commitMethod = "confirm", rollbackMethod = "cancel", useTCCFence = true)
    public void freeze(
            @BusinessActionContextParameter("orderNo") String orderNo,
            @BusinessActionContextParameter("sku") String sku,
            @BusinessActionContextParameter("quantity") int quantity) {
        BusinessActionContext branch = BusinessActionContextUtil.getContext();
        if (branch == null) {
            throw new IllegalStateException(
                    "freeze was called outside of a global transaction: nobody would decide it");
        }
        warehouse.freeze(new StockFreeze(branch.getXid(), branch.getBranchId(), orderNo, sku, quantity, Status.FROZEN));
    }

    /** Called by the coordinator after a commit, again and again until it succeeds. */
    public boolean confirm(BusinessActionContext branch) {
        warehouse.confirm(branch.getXid(), branch.getBranchId());
        return true;
    }

    /** Called by the coordinator after a rollback or a timeout, again and again until it succeeds. */
    public boolean cancel(BusinessActionContext branch) {
        warehouse.cancel(branch.getXid(), branch.getBranchId());
        return true;
    }
}
