// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.seata;

import org.apache.seata.rm.tcc.api.BusinessActionContext;
import org.apache.seata.rm.tcc.api.LocalTCC;
import org.apache.seata.rm.tcc.api.TwoPhaseBusinessAction;

/** A participant whose Try answers with more than success. */
@LocalTCC
public interface ReserveAction {

    @TwoPhaseBusinessAction(name = "reserve-seat", commitMethod = "take", rollbackMethod = "free", useTCCFence = true)
    String reserve(BusinessActionContext context);

    boolean take(BusinessActionContext context);

    boolean free(BusinessActionContext context);
}
