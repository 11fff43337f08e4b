// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.seata;

import org.apache.seata.rm.tcc.api.BusinessActionContext;
import org.apache.seata.rm.tcc.api.LocalTCC;
import org.apache.seata.rm.tcc.api.TwoPhaseBusinessAction;

/** A participant as people write them for the stock client. */
@LocalTCC
public interface StockAction {

    @TwoPhaseBusinessAction(
            name = "freeze-stock",
            commitMethod = "sell",
            rollbackMethod = "release",
            useTCCFence = true)
    boolean freeze(BusinessActionContext context, String sku, int count) throws OutOfStock;

    boolean sell(BusinessActionContext context);

    void release(BusinessActionContext context);

    /** A business exception that is checked, to see that it arrives as it is. */
    final class OutOfStock extends Exception {
        private static final long serialVersionUID = 1L;
    }
}
