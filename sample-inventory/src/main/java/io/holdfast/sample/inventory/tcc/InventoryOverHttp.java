// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sample.inventory.tcc;

import io.holdfast.participant.BranchContext;
import io.holdfast.participant.TccAction;
import io.holdfast.sample.inventory.domain.StockFreeze;
import io.holdfast.sample.inventory.domain.StockFreeze.Status;
import io.holdfast.sample.inventory.domain.Warehouse;
import org.springframework.stereotype.Component;

/**
 * The inventory for transactions whose callers know no Dubbo: the coordinator calls {@code POST /tcc/inventory}. The
 * same warehouse and the same guard as in {@link InventoryParticipant}, by the plain interface. Runs on the servlet's
 * threads.
 */
@Component
public final class InventoryOverHttp implements TccAction<InventoryOverHttp.Wanted> {
    private final Warehouse warehouse;

    public InventoryOverHttp(Warehouse warehouse) {
        this.warehouse = warehouse;
    }

    /** The JSON that the caller of the transaction gave as this branch's arguments. */
    public record Wanted(String orderNo, String sku, int quantity) {}

    @Override
    public String name() {
        return "inventory";
    }

    @Override
    public Object prepare(BranchContext branch, Wanted wanted) {
        warehouse.freeze(new StockFreeze(
                branch.xid(), branch.branchId(), wanted.orderNo(), wanted.sku(), wanted.quantity(), Status.FROZEN));
        return null;
    }

    @Override
    public void confirm(BranchContext branch, Wanted wanted) {
        warehouse.confirm(branch.xid(), branch.branchId());
    }

    @Override
    public void cancel(BranchContext branch, Wanted wanted) {
        warehouse.cancel(branch.xid(), branch.branchId());
    }
}
