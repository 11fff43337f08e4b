// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.dubbo.app;

import io.holdfast.participant.BusinessKey;
import org.apache.dubbo.config.annotation.DubboService;
import org.apache.seata.rm.tcc.api.BusinessActionContext;
import org.apache.seata.rm.tcc.api.BusinessActionContextParameter;
import org.apache.seata.rm.tcc.api.BusinessActionContextUtil;
import org.apache.seata.rm.tcc.api.TwoPhaseBusinessAction;

/** Seata's annotation on the class. */
@DubboService
public class ShelfParticipant implements Shelf {

    private final Effects effects;

    public ShelfParticipant(Effects effects) {
        this.effects = effects;
    }

    @Override
    @TwoPhaseBusinessAction(name = "shelf", commitMethod = "sell", rollbackMethod = "release", useTCCFence = true)
    public boolean freeze(
            @BusinessKey @BusinessActionContextParameter("orderNo") String orderNo,
            @BusinessActionContextParameter("sku") String sku,
            @BusinessActionContextParameter("count") int count)
            throws OutOfStock {
        BusinessActionContext branch = BusinessActionContextUtil.getContext();
        effects.add(branch.getXid(), "froze " + count + " " + sku + " for " + branch.getBranchId());
        if (count > 10) {
            throw new OutOfStock(sku);
        }
        effects.during(orderNo);
        return count > 0;
    }

    public boolean sell(BusinessActionContext branch) {
        effects.add(branch.getXid(), "sold " + branch.getActionContext("count") + " " + branch.getActionContext("sku"));
        effects.during(String.valueOf(branch.getActionContext("orderNo")));
        return !effects.isClosed();
    }

    public void release(BusinessActionContext branch) {
        effects.add(branch.getXid(), "released " + branch.getActionContext("count", Integer.class));
    }
}
