// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.dubbo.app;

import java.math.BigDecimal;
import org.apache.seata.rm.tcc.api.BusinessActionContext;
import org.apache.seata.rm.tcc.api.BusinessActionContextParameter;
import org.apache.seata.rm.tcc.api.LocalTCC;
import org.apache.seata.rm.tcc.api.TwoPhaseBusinessAction;

/** Seata's annotation on the interface, which shows all three methods; Confirm takes arguments of its own. */
@LocalTCC
public interface Account {

    @TwoPhaseBusinessAction(
            name = "account",
            commitMethod = "capture",
            rollbackMethod = "refund",
            commitArgsClasses = {BusinessActionContext.class, String.class, BigDecimal.class},
            useTCCFence = true)
    void reserve(
            BusinessActionContext branch,
            @BusinessActionContextParameter("owner") String owner,
            @BusinessActionContextParameter("amount") BigDecimal amount);

    boolean capture(
            BusinessActionContext branch,
            @BusinessActionContextParameter("owner") String owner,
            @BusinessActionContextParameter("amount") BigDecimal amount);

    boolean refund(BusinessActionContext branch);
}
