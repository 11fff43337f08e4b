// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.seata;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Map;
import org.apache.seata.common.Constants;
import org.apache.seata.integration.tx.api.remoting.TwoPhaseResult;
import org.apache.seata.rm.tcc.api.BusinessActionContext;
import org.apache.seata.rm.tcc.api.BusinessActionContextUtil;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.Transactional;

/** A Confirm or Cancel method of the application, with its arguments, as the stock client would call it. */
final class TwoPhaseMethod {

    private final Method method;
    private final Object bean;
    private final Object[] arguments;

    TwoPhaseMethod(Method method, Object bean, Object[] arguments) {
        this.method = method;
        this.bean = bean;
        this.arguments = arguments;
    }

    /**
     * Calls it; a method that returns nothing has succeeded.
     *
     * @throws Throwable what the method threw
     */
    boolean invoke() throws Throwable {
        Object answer;
        try {
            answer = method.invoke(bean, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
        if (answer instanceof TwoPhaseResult result) {
            return result.isSuccess();
        }
        if (answer == null || answer instanceof Boolean) {
            return answer == null || (Boolean) answer;
        }
        throw new IllegalStateException(method + " must return a boolean, a TwoPhaseResult or nothing, not "
                + answer.getClass().getName());
    }

    /** The isolation that the method's {@link Transactional} asks for, else what its Try had. */
    int isolation() {
        Transactional transactional = AnnotatedElementUtils.findMergedAnnotation(implementation(), Transactional.class);
        return transactional == null
                ? isolationOfTry()
                : transactional.isolation().value();
    }

    private Method implementation() {
        try {
            return bean.getClass().getMethod(method.getName(), method.getParameterTypes());
        } catch (NoSuchMethodException notPublic) {
            return method;
        }
    }

    /** The client notes the isolation of a Try's {@link Transactional} in the action context, which phase 2 gets too. */
    static int isolationOfTry() {
        BusinessActionContext context = BusinessActionContextUtil.getContext();
        Map<String, Object> values = context == null ? null : context.getActionContext();
        return values != null && values.get(Constants.TX_ISOLATION) instanceof Number isolation
                ? isolation.intValue()
                : TransactionDefinition.ISOLATION_DEFAULT;
    }
}
