// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.dubbo;

import io.holdfast.participant.BranchCall;
import io.holdfast.participant.TccAction;
import io.holdfast.participant.guard.Phase;
import io.holdfast.participant.plain.PlainAction;
import java.lang.reflect.Type;
import org.apache.dubbo.common.constants.CommonConstants;
import org.apache.dubbo.common.extension.Activate;
import org.apache.dubbo.common.utils.JsonUtils;
import org.apache.dubbo.rpc.AsyncRpcResult;
import org.apache.dubbo.rpc.Invocation;
import org.apache.dubbo.rpc.Invoker;
import org.apache.dubbo.rpc.Result;

/**
 * The end of the chain for a coordinator's call: runs the phase that is meant, behind the guard, on Dubbo's thread.
 */
@Activate(group = CommonConstants.PROVIDER, order = Integer.MAX_VALUE)
public final class GuardedCallFilter extends ProviderFilter {

    @Override
    public Result invoke(Invoker<?> invoker, Invocation invocation) {
        Carried carried = Carried.of(invocation);
        boolean plain = TccAction.class.isAssignableFrom(invoker.getInterface());
        if (carried == null && !plain) {
            return invoker.invoke(invocation);
        }
        Object bean = participant(invoker);
        try {
            if (carried == null || bean == null) {
                throw new IllegalStateException(
                        "only a coordinator's call can be served here, and only behind the guard: nobody would decide it");
            }
            Object answer = carried.misfit() != null
                    ? misfit(carried)
                    : plain ? plain(carried, (TccAction<?>) bean, invocation) : run(carried, bean, invocation);
            return AsyncRpcResult.newDefaultAsyncResult(answer, invocation);
        } catch (Throwable failure) { // what the business threw, whatever it is, is the answer
            if (carried != null) {
                carried.failure(failure);
            }
            return AsyncRpcResult.newDefaultAsyncResult(failure, invocation);
        }
    }

    private Object run(Carried carried, Object bean, Invocation invocation) throws Throwable {
        return calls().call(bean, carried.action(), carried.call(), invocation.getArguments());
    }

    private Object misfit(Carried carried) throws Throwable {
        if (carried.call().phase() == Phase.CANCEL) {
            return calls().cancelUntried(carried.action(), carried.call(), carried.misfit());
        }
        throw carried.misfit();
    }

    private Object plain(Carried carried, TccAction<?> bean, Invocation invocation) throws Throwable {
        BranchCall call = carried.call();
        Object request;
        try {
            request = request(PlainAction.requestType(bean), invocation.getArguments()[1]);
        } catch (RuntimeException e) { // whatever the JSON library throws
            carried.misfit(new IllegalArgumentException(
                    "the request does not fit " + PlainAction.requestType(bean) + ": " + e.getMessage(), e));
            return misfit(carried);
        }
        return calls().call(bean, PlainAction.TRY_METHOD, call, request);
    }

    private static Object request(Type type, Object sent) {
        if (sent == null || (type instanceof Class<?> plainClass && plainClass.isInstance(sent))) {
            return sent;
        }
        return JsonUtils.toJavaObject(JsonUtils.toJson(sent), type);
    }
}
