// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.participants;

import io.holdfast.sample.api.InventoryAction;
import org.apache.dubbo.config.annotation.DubboService;
import org.apache.seata.rm.tcc.api.BusinessActionContext;
import org.apache.seata.rm.tcc.api.BusinessActionContextParameter;
import org.apache.seata.rm.tcc.api.TwoPhaseBusinessAction;

/** The third of an order's three participants. Called by Dubbo's and the Seata client's threads. Not final: it is wrapped. */
@DubboService(interfaceClass = InventoryAction.class, group = "third")
public class ThirdPart implements InventoryAction {
    private static final int PART = 3;

    private final Effects effects;

    ThirdPart(Effects effects) {
        this.effects = effects;
    }

    @Override
    @TwoPhaseBusinessAction(
            name = "bench-third",
            commitMethod = "confirm",
            rollbackMethod = "cancel",
            useTCCFence = true)
    public void freeze(
            @BusinessActionContextParameter("orderNo") String orderNo,
            @BusinessActionContextParameter("sku") String sku,
            @BusinessActionContextParameter("quantity") int quantity) {
        effects.tried(PART, orderNo, quantity);
    }

    /** Called by the coordinator. */
    public boolean confirm(BusinessActionContext branch) {
        effects.confirmed(PART, branch.getActionContext("orderNo", String.class), quantity(branch));
        return true;
    }

    /** Called by the coordinator. */
    public boolean cancel(BusinessActionContext branch) {
        effects.cancelled(PART, branch.getActionContext("orderNo", String.class), quantity(branch));
        return true;
    }

    private static int quantity(BusinessActionContext branch) {
        return branch.getActionContext("quantity", Integer.class);
    }
}
