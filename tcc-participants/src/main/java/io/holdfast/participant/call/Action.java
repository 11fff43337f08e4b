// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.call;

import io.holdfast.participant.BranchContext;
import io.holdfast.participant.guard.Declared;
import io.holdfast.participant.guard.Phase;
import java.lang.reflect.Type;

/**
 * One action of a class, however it was declared there. Holds what the class says and no bean; any thread may use it.
 * Arguments are those of Try, in all phases.
 */
public interface Action {

    /** The name in the guard's table. */
    String name(Object bean);

    /** Whether callers mean this action when they name that Try method. */
    boolean hasTry(String method);

    /**
     * The business key of these arguments, and what else the action declares.
     *
     * @throws IllegalArgumentException if no Try can be made with these arguments
     */
    Declared declared(Object bean, Object... arguments);

    /** As in {@link org.springframework.transaction.TransactionDefinition}. */
    int isolation(Phase phase);

    /** What Try takes, as {@link #tryBranch} is given it. */
    Type[] argumentTypes(Object bean);

    /** What Try returns; {@code Object} if that is not known. */
    Class<?> answerType();

    /**
     * Runs the Try.
     *
     * @throws Throwable what the business threw
     */
    Object tryBranch(Object bean, BranchContext branch, Object... arguments) throws Throwable;

    /**
     * Runs Confirm or Cancel.
     *
     * @return whether it succeeded
     * @throws Throwable what the business threw
     */
    boolean finish(Phase phase, Object bean, BranchContext branch, Object... arguments) throws Throwable;

    /**
     * What the action declares for a branch of Seata's client.
     *
     * @param context the action context as text, as that client reports it to its coordinator
     */
    default Declared declaredInContext(BranchContext branch, String context) {
        throw new UnsupportedOperationException("this action is none of Seata's client");
    }

    /**
     * Runs Confirm or Cancel for a branch of Seata's client.
     *
     * @param context as above
     * @throws Throwable what the business threw
     */
    default boolean finishWithContext(Phase phase, Object bean, BranchContext branch, String context) throws Throwable {
        throw new UnsupportedOperationException("this action is none of Seata's client");
    }
}
