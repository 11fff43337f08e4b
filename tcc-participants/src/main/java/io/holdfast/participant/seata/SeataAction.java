// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.seata;

import io.holdfast.participant.BranchContext;
import io.holdfast.participant.call.Action;
import io.holdfast.participant.guard.Declared;
import io.holdfast.participant.guard.Phase;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.List;
import org.apache.seata.core.context.RootContext;
import org.apache.seata.rm.tcc.api.BusinessActionContext;
import org.apache.seata.rm.tcc.api.BusinessActionContextUtil;
import org.apache.seata.rm.tcc.api.TwoPhaseBusinessAction;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.Transactional;

/**
 * An action with Seata's annotation, called by a coordinator that drives Try itself. Its methods see the action context
 * that Seata's client would give them; the client itself sees no global transaction, and so registers no branch.
 */
final class SeataAction implements Action {

    private final TwoPhaseBusinessAction annotation;
    private final Method tryMethod;
    private final PhaseTwoMethod confirm;
    private final PhaseTwoMethod cancel;
    private final ActionContextOfTry context;
    private final DeclaredOnTry declared;
    private final int isolationOfTry;

    SeataAction(Class<?> beanClass, Method tryMethod, TwoPhaseBusinessAction annotation) {
        this.annotation = annotation;
        this.tryMethod = tryMethod;
        this.confirm = PhaseTwoMethod.of(beanClass, annotation.commitMethod(), annotation.commitArgsClasses());
        this.cancel = PhaseTwoMethod.of(beanClass, annotation.rollbackMethod(), annotation.rollbackArgsClasses());
        Declarations declarations = Declarations.of(beanClass, tryMethod);
        Transactional transactional = AnnotatedElementUtils.findMergedAnnotation(
                declarations.methods().get(0), Transactional.class);
        this.isolationOfTry = transactional == null
                ? TransactionDefinition.ISOLATION_DEFAULT
                : transactional.isolation().value();
        this.context = new ActionContextOfTry(declarations, annotation, transactional);
        this.declared = new DeclaredOnTry(declarations);
    }

    @Override
    public String name(Object bean) {
        return annotation.name();
    }

    @Override
    public boolean hasTry(String method) {
        return tryMethod.getName().equals(method);
    }

    @Override
    public Declared declared(Object bean, Object... arguments) {
        requireAll(arguments);
        return declared.of(arguments);
    }

    @Override
    public int isolation(Phase phase) {
        return switch (phase) {
            case TRY -> isolationOfTry;
            case CONFIRM -> confirm.isolation(isolationOfTry);
            case CANCEL -> cancel.isolation(isolationOfTry);
        };
    }

    @Override
    public Type[] argumentTypes(Object bean) {
        return tryMethod.getGenericParameterTypes();
    }

    @Override
    public Class<?> answerType() {
        return tryMethod.getReturnType();
    }

    @Override
    public Object tryBranch(Object bean, BranchContext branch, Object... arguments) throws Throwable {
        Object[] own = arguments.clone();
        BusinessActionContext action = context.ofTry(branch, own);
        return within(action, () -> {
            Object answer = invoke(bean, own);
            if (Boolean.TRUE.equals(action.getUpdated())) {
                throw new IllegalStateException("Try of " + annotation.name() + " adds to the action context. Nobody"
                        + " keeps that when the coordinator calls Try itself: Confirm and Cancel get the arguments of"
                        + " Try, so keep the rest in your own table");
            }
            return answer;
        });
    }

    @Override
    public boolean finish(Phase phase, Object bean, BranchContext branch, Object... arguments) throws Throwable {
        BusinessActionContext action = context.ofPhaseTwo(branch, arguments);
        PhaseTwoMethod method = phase == Phase.CONFIRM ? confirm : cancel;
        return within(action, () -> method.on(bean, action).invoke());
    }

    @Override
    public Declared declaredInContext(BranchContext branch, String context) {
        return declared.ofPhaseTwo(reported(branch, context).getActionContext());
    }

    @Override
    public boolean finishWithContext(Phase phase, Object bean, BranchContext branch, String context) throws Throwable {
        BusinessActionContext action = reported(branch, context);
        PhaseTwoMethod method = phase == Phase.CONFIRM ? confirm : cancel;
        return within(action, () -> method.on(bean, action).invoke());
    }

    private BusinessActionContext reported(BranchContext branch, String context) {
        return BusinessActionContextUtil.getBusinessActionContext(
                branch.xid(), branch.branchId(), annotation.name(), context);
    }

    private interface Work<T> {
        T run() throws Throwable;
    }

    /** With this action context, and without the caller's global transaction if there is one. */
    private static <T> T within(BusinessActionContext action, Work<T> work) throws Throwable {
        BusinessActionContext before = BusinessActionContextUtil.getContext();
        String xid = RootContext.unbind();
        BusinessActionContextUtil.setContext(action);
        try {
            return work.run();
        } finally {
            if (before == null) {
                BusinessActionContextUtil.clear();
            } else {
                BusinessActionContextUtil.setContext(before);
            }
            if (xid != null) {
                RootContext.bind(xid);
            }
        }
    }

    private Object invoke(Object bean, Object... arguments) throws Throwable {
        Object target = tryMethod.getDeclaringClass().isInstance(bean) ? bean : AopProxyUtils.getSingletonTarget(bean);
        try {
            return tryMethod.invoke(target, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }

    private void requireAll(Object... arguments) {
        List<Class<?>> types = List.of(tryMethod.getParameterTypes());
        if (arguments.length != types.size()) {
            throw new IllegalArgumentException(
                    "Try of " + annotation.name() + " takes " + types.size() + " arguments, not " + arguments.length);
        }
    }
}
