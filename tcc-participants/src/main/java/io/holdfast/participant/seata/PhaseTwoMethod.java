// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.seata;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.apache.seata.integration.tx.api.interceptor.ActionContextUtil;
import org.apache.seata.rm.tcc.api.BusinessActionContext;
import org.apache.seata.rm.tcc.api.BusinessActionContextParameter;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.transaction.annotation.Transactional;

/**
 * A Confirm or Cancel method as Seata's annotation names it.
 *
 * @param keys of each parameter, where its value is in the action context; null for the context itself
 */
record PhaseTwoMethod(Method method, List<String> keys) {

    /**
     * The public method of that name.
     *
     * @throws IllegalStateException if there is none, or if a parameter's value would come from nowhere
     */
    static PhaseTwoMethod of(Class<?> beanClass, String name, Class<?>... types) {
        try {
            Method method = beanClass.getMethod(name, types);
            List<String> keys = new ArrayList<>();
            List<BusinessActionContextParameter> parameters =
                    Declarations.of(beanClass, method).parameters(BusinessActionContextParameter.class);
            for (int i = 0; i < types.length; i++) {
                keys.add(key(method, types[i], parameters.get(i)));
            }
            return new PhaseTwoMethod(method, keys);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(
                    "a @TwoPhaseBusinessAction of " + beanClass.getName() + " names a method that it does not have: "
                            + e.getMessage(),
                    e);
        }
    }

    private static String key(Method method, Class<?> type, BusinessActionContextParameter parameter) {
        if (type == BusinessActionContext.class) {
            return null;
        }
        if (parameter == null) {
            throw new IllegalStateException("a parameter of " + method
                    + " is neither the action context nor a @BusinessActionContextParameter");
        }
        return ActionContextUtil.getParamNameFromAnnotation(parameter);
    }

    /** The isolation that the method asks for itself, else that of its Try. */
    int isolation(int isolationOfTry) {
        Transactional transactional = AnnotatedElementUtils.findMergedAnnotation(method, Transactional.class);
        return transactional == null
                ? isolationOfTry
                : transactional.isolation().value();
    }

    /** The call: through the bean's proxies, unless they show interfaces that do not have the method. */
    TwoPhaseMethod on(Object bean, BusinessActionContext context) {
        Object[] arguments = new Object[keys.size()];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = keys.get(i) == null
                    ? context
                    : context.getActionContext(keys.get(i), method.getParameterTypes()[i]);
        }
        Object target = method.getDeclaringClass().isInstance(bean) ? bean : AopProxyUtils.getSingletonTarget(bean);
        return new TwoPhaseMethod(method, target, arguments);
    }
}
