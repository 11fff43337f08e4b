// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sample.payment.tcc;

import io.holdfast.api.CallHeaders;
import io.holdfast.sample.api.PaymentAction;
import org.apache.dubbo.common.constants.CommonConstants;
import org.apache.dubbo.common.extension.Activate;
import org.apache.dubbo.rpc.Filter;
import org.apache.dubbo.rpc.Invocation;
import org.apache.dubbo.rpc.Invoker;
import org.apache.dubbo.rpc.Result;

/**
 * Asks the {@link Bank} before a Try that the coordinator calls. A filter runs before the guard opens the database
 * transaction, and after Dubbo has made the method's own arguments of the generic call's: nothing is held here.
 *
 * <p>Confirm and Cancel come as calls of the same method, told apart by their header, and ask no bank. Dubbo makes one
 * of this per application and calls it from any thread.
 */
@Activate(group = CommonConstants.PROVIDER)
public final class BankFilter implements Filter {
    private static final String TRY = "TRY";
    private static final int ACCOUNT = 1;

    private Bank bank;

    /** Called by Dubbo once, with the Spring bean. */
    public void setBank(Bank bank) {
        this.bank = bank;
    }

    @Override
    public Result invoke(Invoker<?> invoker, Invocation invocation) {
        if (invoker.getInterface() == PaymentAction.class
                && TRY.equals(invocation.getAttachment(CallHeaders.PHASE))
                && invocation.getArguments()[ACCOUNT] instanceof String account) {
            bank.ask(account);
        }
        return invoker.invoke(invocation);
    }
}
