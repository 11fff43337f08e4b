// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sample.payment.tcc;

import io.holdfast.sample.api.PaymentAction;
import io.holdfast.sample.payment.domain.Ledger;
import io.holdfast.sample.payment.domain.PaymentFreeze;
import io.holdfast.sample.payment.domain.PaymentFreeze.Status;
import java.math.BigDecimal;
import org.apache.dubbo.config.annotation.DubboService;
import org.apache.seata.rm.tcc.api.BusinessActionContext;
import org.apache.seata.rm.tcc.api.BusinessActionContextParameter;
import org.apache.seata.rm.tcc.api.BusinessActionContextUtil;
import org.apache.seata.rm.tcc.api.TwoPhaseBusinessAction;

/**
 * The payment service as a participant of global transactions. Dubbo's threads call Try; Confirm and Cancel come on the
 * Seata client's threads, or on Dubbo's for a transaction that was handed over to the coordinator whole.
 *
 * <p>The annotation stands here, on the provider's class, and not on the interface: Seata's client wraps the bean that
 * {@link DubboService} exports, registers one branch per Try and offers Confirm and Cancel of this bean to the
 * coordinator. {@code useTCCFence} puts the guard around all three, and the guard opens the database transaction.
 *
 * <p>Not final: the wrapper is a subclass.
 */
@DubboService(interfaceClass = PaymentAction.class)
public class PaymentParticipant implements PaymentAction {
    static final String ACTION = "payment";
    static final String ACCOUNT = "account";

    private final Ledger ledger;

    public PaymentParticipant(Ledger ledger) {
        this.ledger = ledger;
    }

    /**
     * {@inheritDoc}
     *
     * <p>The bank's answer was waited for before this, in {@link Bank}: here the guard's database transaction is open.
     */
    @Override
    @TwoPhaseBusinessAction(name = ACTION, commitMethod = "capture", rollbackMethod = "release", useTCCFence = true)
    public void freeze(
            @BusinessActionContextParameter("orderNo") String orderNo,
            @BusinessActionContextParameter(ACCOUNT) String account,
            @BusinessActionContextParameter("amount") BigDecimal amount) {
        BusinessActionContext branch = BusinessActionContextUtil.getContext();
        if (branch == null) {
            throw new IllegalStateException(
                    "freeze was called outside of a global transaction: nobody would decide it");
        }
        ledger.freeze(
                new PaymentFreeze(branch.getXid(), branch.getBranchId(), orderNo, account, amount, Status.FROZEN));
    }

    /** Confirm: called by the coordinator after a commit, again and again until it succeeds. */
    public boolean capture(BusinessActionContext branch) {
        ledger.confirm(branch.getXid(), branch.getBranchId());
        return true;
    }

    /** Cancel: called by the coordinator after a rollback or a timeout, again and again until it succeeds. */
    public boolean release(BusinessActionContext branch) {
        ledger.cancel(branch.getXid(), branch.getBranchId());
        return true;
    }
}
