// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import io.holdfast.participant.BranchCall;
import io.holdfast.participant.BranchCalls;
import io.holdfast.participant.BusinessKey;
import io.holdfast.participant.PermanentRefusalException;
import io.holdfast.participant.TccAction;
import io.holdfast.participant.guard.GuardAnomalyException;
import io.holdfast.participant.guard.GuardUnavailableException;
import io.holdfast.participant.guard.Phase;
import java.util.Arrays;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.util.ClassUtils;

/** A bean or object of this process, called behind the guard. */
public final class InProcessWire implements Wire {

    private final BranchCalls calls;
    private final Object bean;
    private final String action;

    private InProcessWire(BranchCalls calls, Object bean, String action) {
        this.calls = calls;
        this.bean = bean;
        this.action = action;
    }

    /**
     * A bean that has one action.
     *
     * @param calls the bean of that type in the application's context
     * @param bean with Seata's {@code @TwoPhaseBusinessAction}, or a {@link TccAction}
     */
    public static InProcessWire to(BranchCalls calls, Object bean) {
        return to(calls, bean, null);
    }

    /**
     * One action of a bean that has several.
     *
     * @param action the name of its Try method
     */
    public static InProcessWire to(BranchCalls calls, Object bean, String action) {
        return new InProcessWire(calls, bean, action);
    }

    /**
     * An object without any application around it, behind a guard of its own. Creates the guard's tables if they are not
     * there.
     *
     * @param dataSource what the object writes through, in Spring's transactions
     * @throws IllegalStateException if the guard does not work on this database
     */
    public static InProcessWire guarded(DataSource dataSource, Object bean) {
        return to(GuardOnItsOwn.on(dataSource), bean);
    }

    @Override
    public Answer call(BranchCall call, Object... arguments) {
        try {
            Object answer = calls.call(bean, action, call, arguments);
            if (!Boolean.FALSE.equals(answer)) {
                return new Answer.Done(call.phase() == Phase.TRY ? answer : null);
            }
            return call.phase() == Phase.TRY
                    ? new Answer.Refused("Try returned false", null)
                    : new Answer.Failed(Text.of(call.phase()) + " returned false", null);
        } catch (Throwable thrown) { // whatever the participant throws is its answer
            return answer(call.phase(), thrown);
        }
    }

    private static Answer answer(Phase phase, Throwable thrown) {
        boolean refused = phase == Phase.TRY
                ? thrown instanceof Exception && !(thrown instanceof GuardUnavailableException)
                : thrown instanceof GuardAnomalyException || thrown instanceof PermanentRefusalException;
        return refused ? new Answer.Refused(Text.of(thrown), thrown) : new Answer.Failed(Text.of(thrown), thrown);
    }

    @Override
    public boolean hasBusinessKey(Object... arguments) {
        if (bean instanceof TccAction<?> plain) {
            return arguments.length == 1 && key(plain, arguments[0]) != null;
        }
        Class<?> type = AopProxyUtils.ultimateTargetClass(bean);
        return Stream.concat(Stream.of(type), Arrays.stream(ClassUtils.getAllInterfacesForClass(type)))
                .flatMap(declaring -> Arrays.stream(declaring.getMethods()))
                .flatMap(method -> Arrays.stream(method.getParameters()))
                .anyMatch(parameter -> parameter.isAnnotationPresent(BusinessKey.class));
    }

    @SuppressWarnings("unchecked") // the team's arguments are what its action takes
    private static String key(TccAction<?> action, Object request) {
        return ((TccAction<Object>) action).businessKey(request);
    }
}
