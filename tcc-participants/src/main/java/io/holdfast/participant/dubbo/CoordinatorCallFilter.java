// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.dubbo;

import io.holdfast.api.CallHeaders;
import io.holdfast.participant.BranchContext;
import io.holdfast.participant.PermanentRefusalException;
import io.holdfast.participant.TccAction;
import io.holdfast.participant.call.Action;
import io.holdfast.participant.guard.Phase;
import io.holdfast.participant.plain.PlainAction;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import org.apache.dubbo.common.constants.CommonConstants;
import org.apache.dubbo.common.extension.Activate;
import org.apache.dubbo.common.utils.PojoUtils;
import org.apache.dubbo.rpc.Invocation;
import org.apache.dubbo.rpc.Invoker;
import org.apache.dubbo.rpc.Result;
import org.apache.dubbo.rpc.RpcInvocation;

/**
 * Recognises a coordinator's call, before Dubbo resolves generic calls, and makes each phase a call of the Try method: the
 * service's interface need not have any other. Everything that Dubbo and the team's own filters do with a call (types,
 * authentication, limits) is so done with all three phases; {@link GuardedCallFilter} at the chain's end runs the method
 * that is meant.
 */
@Activate(group = CommonConstants.PROVIDER, order = CoordinatorCallFilter.BEFORE_GENERIC)
public final class CoordinatorCallFilter extends ProviderFilter {

    /** Dubbo's GenericFilter has -20000. */
    static final int BEFORE_GENERIC = -30_000;

    @Override
    public Result invoke(Invoker<?> invoker, Invocation invocation) {
        if (invocation.getAttachment(CallHeaders.PHASE) == null) {
            return invoker.invoke(invocation);
        }
        Object bean = participant(invoker);
        if (bean == null) {
            return invoker.invoke(invocation);
        }
        if (!isGeneric(invocation)) {
            Carried.read(invocation, invocation.getMethodName(), false);
            return invoker.invoke(invocation);
        }
        Carried carried = Carried.read(invocation, (String) invocation.getArguments()[0], true);
        redirect((RpcInvocation) invocation, carried, invoker.getInterface(), bean);
        return invoker.invoke(invocation);
    }

    private static boolean isGeneric(Invocation invocation) {
        return (invocation.getMethodName().equals(CommonConstants.$INVOKE)
                        || invocation.getMethodName().equals(CommonConstants.$INVOKE_ASYNC))
                && invocation instanceof RpcInvocation
                && invocation.getArguments() != null
                && invocation.getArguments().length == 3;
    }

    /** Names Try in the generic call's arguments: method, parameter types, arguments. */
    private void redirect(RpcInvocation invocation, Carried carried, Class<?> service, Object bean) {
        String[] types = (String[]) invocation.getArguments()[1];
        Object[] arguments = (Object[]) invocation.getArguments()[2];
        if (TccAction.class.isAssignableFrom(service)) {
            // The context is not the caller's to give: only the request came over the wire.
            invocation.setArguments(new Object[] {
                PlainAction.TRY_METHOD,
                new String[] {BranchContext.class.getName(), Object.class.getName()},
                new Object[] {null, arguments == null || arguments.length == 0 ? null : arguments[0]}
            });
            return;
        }
        try {
            Action action = actions().find(bean, carried.action());
            Method method = tryMethod(service, action, types, arguments);
            if (carried.call().phase() == Phase.CANCEL) {
                PojoUtils.realize(arguments, method.getParameterTypes(), method.getGenericParameterTypes());
            }
            call(invocation, method, arguments);
        } catch (RuntimeException e) {
            // The call goes on, past the filters that may refuse it, and its end knows what to make of it.
            carried.misfit(e);
            Arrays.stream(service.getMethods())
                    .filter(method -> actions().of(bean).stream().anyMatch(action -> action.hasTry(method.getName())))
                    .findFirst()
                    .ifPresent(any -> call(invocation, any, new Object[any.getParameterCount()]));
        }
    }

    private static void call(RpcInvocation invocation, Method method, Object[] arguments) {
        invocation.setArguments(new Object[] {method.getName(), typeNames(method), arguments});
    }

    private static Method tryMethod(Class<?> service, Action action, String[] types, Object[] arguments) {
        int count = arguments == null ? 0 : arguments.length;
        List<Method> found = Arrays.stream(service.getMethods())
                .filter(method -> action.hasTry(method.getName()) && method.getParameterCount() == count)
                .filter(method -> types == null || Arrays.equals(types, typeNames(method)))
                .toList();
        if (found.size() != 1) {
            throw new PermanentRefusalException(
                    service.getName() + " has " + found.size() + " Try methods of this name with " + count
                            + " parameters" + (types == null ? "" : " of the types " + Arrays.toString(types)));
        }
        return found.get(0);
    }

    private static String[] typeNames(Method method) {
        return Arrays.stream(method.getParameterTypes()).map(Class::getTypeName).toArray(String[]::new);
    }
}
