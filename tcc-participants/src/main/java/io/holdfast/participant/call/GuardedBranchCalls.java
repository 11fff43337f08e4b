// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.call;

import io.holdfast.participant.BranchCall;
import io.holdfast.participant.BranchCalls;
import io.holdfast.participant.BranchContext;
import io.holdfast.participant.PermanentRefusalException;
import io.holdfast.participant.guard.BranchKey;
import io.holdfast.participant.guard.Deadline;
import io.holdfast.participant.guard.Declared;
import io.holdfast.participant.guard.Phase;
import io.holdfast.participant.guard.TryAlreadyDoneException;
import io.holdfast.participant.guard.jdbc.TransactionalGuard;
import io.holdfast.participant.guard.jdbc.TransactionalGuard.Call;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/** Runs actions behind the guard. Holds no state of its own; runs on the caller's thread. */
public final class GuardedBranchCalls implements BranchCalls {

    private final Actions actions;
    private final TransactionalGuard guard;
    private final LongSupplier nanoClock;
    private final CallKeeper keeper;

    /** Calls of these actions whose arguments nobody keeps. */
    public GuardedBranchCalls(Actions actions, TransactionalGuard guard, LongSupplier nanoClock) {
        this(actions, guard, nanoClock, CallKeeper.NONE);
    }

    /**
     * Calls of these actions.
     *
     * @param nanoClock only goes forward; {@code System::nanoTime}
     * @param keeper keeps the arguments of every Try that takes effect
     */
    public GuardedBranchCalls(Actions actions, TransactionalGuard guard, LongSupplier nanoClock, CallKeeper keeper) {
        this.actions = actions;
        this.guard = guard;
        this.nanoClock = nanoClock;
        this.keeper = keeper;
    }

    @Override
    public Object call(Object bean, String actionName, BranchCall call, Object... arguments) throws Throwable {
        Deadline deadline = Deadline.in(call.remainingMillis(), nanoClock);
        Action action;
        Declared declared;
        try {
            action = actions.find(bean, actionName);
            declared = action.declared(bean, arguments);
        } catch (PermanentRefusalException | IllegalArgumentException wrongCall) {
            if (call.phase() == Phase.CANCEL) {
                return cancelUntried(actionName, call, wrongCall);
            }
            throw wrongCall;
        }
        BranchContext branch = new BranchContext(call.xid(), call.branchId(), call.attempt(), deadline);
        BranchKey key = new BranchKey(call.xid(), call.branchId());
        String name = action.name(bean);
        Phase phase = call.phase();
        Call guarded = new Call(key, name, action.isolation(phase), declared, deadline);
        if (phase == Phase.TRY) {
            String kept = keeper.text(name, arguments); // now: the business may change what it was given
            return guard.tryOnce(
                    guarded,
                    () -> refuseLateAnswer(name, action.tryBranch(bean, branch, arguments)),
                    () -> answerAsBefore(key, name, action.answerType()),
                    () -> keeper.keep(key, deadline, kept));
        }
        return guard.finishOnce(phase, guarded, () -> action.finish(phase, bean, branch, arguments));
    }

    /**
     * Confirm or Cancel of an action that Seata's client called, with the action context that it would bring.
     *
     * @param context as {@link CallKeeper} was given it
     * @throws Throwable as {@link #call} does
     */
    public boolean finishWithContext(Object bean, Action action, BranchCall call, String context) throws Throwable {
        Deadline deadline = Deadline.in(call.remainingMillis(), nanoClock);
        BranchContext branch = new BranchContext(call.xid(), call.branchId(), call.attempt(), deadline);
        Phase phase = call.phase();
        Call guarded = new Call(
                new BranchKey(call.xid(), call.branchId()),
                action.name(bean),
                action.isolation(phase),
                action.declaredInContext(branch, context),
                deadline);
        return guard.finishOnce(phase, guarded, () -> action.finishWithContext(phase, bean, branch, context));
    }

    /**
     * A Cancel that cannot be handed to any method, because its action is unknown or its arguments do not fit. Its Try
     * could not be either, and this succeeds as every Cancel without Try does; the coordinator would call in vain for ever.
     *
     * @param actionName as the caller named it, for people to read; may be null
     * @throws Throwable {@code why}, if there was a Try all the same
     */
    public Object cancelUntried(String actionName, BranchCall call, Exception why) throws Throwable {
        Call guarded = Call.of(new BranchKey(call.xid(), call.branchId()), actionName == null ? "unknown" : actionName);
        return guard.finishOnce(Phase.CANCEL, guarded, () -> {
            throw why;
        });
    }

    /** What would be done later would be done outside of the guard's transaction. */
    private static Object refuseLateAnswer(String actionName, Object answer) {
        if (answer instanceof CompletionStage) {
            throw new IllegalStateException("Try of " + actionName + " answers later ("
                    + answer.getClass().getSimpleName()
                    + "): the guard's transaction ends with the call, so it must do its work and answer at once");
        }
        return answer;
    }

    /**
     * The first answer is not kept. For an action that answers with success or nothing it is known all the same: only a
     * Try that succeeded is done.
     *
     * @throws TryAlreadyDoneException for any other action
     */
    public static Object answerAsBefore(BranchKey branch, String actionName, Class<?> answerType) {
        if (answerType == boolean.class || answerType == Boolean.class) {
            return true;
        }
        if (answerType == void.class || answerType == Void.class) {
            return null;
        }
        throw new TryAlreadyDoneException(branch, actionName);
    }
}
