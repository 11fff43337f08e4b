// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.dubbo;

import org.apache.dubbo.common.constants.CommonConstants;
import org.apache.dubbo.common.extension.Activate;
import org.apache.dubbo.rpc.BaseFilter;
import org.apache.dubbo.rpc.Filter;
import org.apache.dubbo.rpc.Invocation;
import org.apache.dubbo.rpc.Invoker;
import org.apache.dubbo.rpc.Result;

/**
 * Gives a coordinator the business's own exception: Dubbo's ExceptionFilter makes a RuntimeException of one that the
 * interface does not declare, and its class says what is to be done. Stands between that filter and the generic one, which
 * turns it into class name and message. Holds no state.
 */
@Activate(group = CommonConstants.PROVIDER, order = OwnExceptionFilter.AFTER_GENERIC)
public final class OwnExceptionFilter implements Filter, BaseFilter.Listener {

    /** Dubbo's GenericFilter has -20000, its ExceptionFilter 0. */
    static final int AFTER_GENERIC = -10_000;

    @Override
    public Result invoke(Invoker<?> invoker, Invocation invocation) {
        return invoker.invoke(invocation);
    }

    @Override
    public void onResponse(Result answer, Invoker<?> invoker, Invocation invocation) {
        Carried carried = Carried.of(invocation);
        // A caller with the types of the interface may not have the exception's class.
        if (carried != null && carried.isGeneric() && carried.failure() != null && answer.hasException()) {
            answer.setException(carried.failure());
        }
    }

    @Override
    public void onError(Throwable failure, Invoker<?> invoker, Invocation invocation) {}
}
