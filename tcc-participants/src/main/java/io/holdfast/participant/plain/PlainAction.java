// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.plain;

import io.holdfast.participant.BranchContext;
import io.holdfast.participant.TccAction;
import io.holdfast.participant.call.Action;
import io.holdfast.participant.guard.Declared;
import io.holdfast.participant.guard.Phase;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Arrays;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.Transactional;

/** A class that implements {@link TccAction}. Its one argument is the request. */
public final class PlainAction implements Action {

    /** The Try method's name, as callers of a coordinator give it. */
    public static final String TRY_METHOD = "prepare";

    private final Class<?> beanClass;

    PlainAction(Class<?> beanClass) {
        this.beanClass = beanClass;
    }

    /** What the bean's methods take as request. */
    public static Type requestType(TccAction<?> bean) {
        ResolvableType request = ResolvableType.forClass(AopProxyUtils.ultimateTargetClass(bean))
                .as(TccAction.class)
                .getGeneric(0);
        return request.resolve() == null ? Object.class : request.getType();
    }

    @Override
    public String name(Object bean) {
        return action(bean).name();
    }

    @Override
    public boolean hasTry(String method) {
        return method.equals(TRY_METHOD);
    }

    @Override
    public Declared declared(Object bean, Object... arguments) {
        TccAction<Object> action = action(bean);
        return new Declared(action.businessKey(request(arguments)), action.cancelOnFailedTry());
    }

    @Override
    public int isolation(Phase phase) {
        Method method = method(
                switch (phase) {
                    case TRY -> TRY_METHOD;
                    case CONFIRM -> "confirm";
                    case CANCEL -> "cancel";
                });
        Transactional transactional = AnnotatedElementUtils.findMergedAnnotation(method, Transactional.class);
        return transactional == null
                ? TransactionDefinition.ISOLATION_DEFAULT
                : transactional.isolation().value();
    }

    @Override
    public Type[] argumentTypes(Object bean) {
        return new Type[] {requestType(action(bean))};
    }

    @Override
    public Class<?> answerType() {
        return method(TRY_METHOD).getReturnType();
    }

    @Override
    public Object tryBranch(Object bean, BranchContext branch, Object... arguments) throws Exception {
        return action(bean).prepare(branch, request(arguments));
    }

    @Override
    public boolean finish(Phase phase, Object bean, BranchContext branch, Object... arguments) throws Exception {
        if (phase == Phase.CONFIRM) {
            action(bean).confirm(branch, request(arguments));
        } else {
            action(bean).cancel(branch, request(arguments));
        }
        return true;
    }

    private Method method(String name) {
        return Arrays.stream(beanClass.getMethods())
                .filter(method -> method.getName().equals(name) && !method.isBridge())
                .filter(method ->
                        method.getParameterCount() == 2 && method.getParameterTypes()[0] == BranchContext.class)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(beanClass.getName() + " has no public " + name));
    }

    @SuppressWarnings("unchecked") // the wire, or whoever calls in the process, brings what the bean takes
    private static TccAction<Object> action(Object bean) {
        return (TccAction<Object>) bean;
    }

    private static Object request(Object... arguments) {
        if (arguments.length != 1) {
            throw new IllegalArgumentException(
                    "a plain action takes one argument, the request, not " + arguments.length);
        }
        return arguments[0];
    }
}
