// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.seata;

import io.holdfast.participant.guard.BranchKey;
import io.holdfast.participant.guard.Phase;
import io.holdfast.participant.guard.TryAlreadyDoneException;
import io.holdfast.participant.guard.jdbc.GuardCleaner;
import io.holdfast.participant.guard.jdbc.TransactionalGuard;
import io.holdfast.participant.guard.jdbc.TransactionalGuard.Call;
import java.lang.reflect.Method;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Date;
import org.apache.seata.common.exception.SkipCallbackWrapperException;
import org.apache.seata.common.executor.Callback;
import org.apache.seata.core.model.Resource;
import org.apache.seata.integration.tx.api.fence.FenceHandler;
import org.apache.seata.rm.DefaultResourceManager;
import org.apache.seata.rm.tcc.TCCResource;
import org.apache.seata.rm.tcc.api.BusinessActionContext;
import org.apache.seata.rm.tcc.api.BusinessActionContextUtil;

/**
 * The guard as the stock Seata client's fence: what runs for an action with {@code useTCCFence = true}. Holds no state
 * of its own; runs on the client's threads.
 *
 * <p>The client calls {@link #prepareFence} around a Try, after it registered the branch, and the other two when the
 * coordinator asks for phase 2; there, both an exception and {@code false} mean "to be called again". It unwraps
 * {@link SkipCallbackWrapperException}, so the caller of a Try sees the business's own exception.
 */
public final class GuardFenceHandler implements FenceHandler {

    private final TransactionalGuard guard;
    private final GuardCleaner cleaner;

    public GuardFenceHandler(TransactionalGuard guard, GuardCleaner cleaner) {
        this.guard = guard;
        this.cleaner = cleaner;
    }

    @Override
    public Object prepareFence(String xid, Long branchId, String actionName, Callback<Object> targetCallback) {
        BranchKey branch = new BranchKey(xid, branchId);
        try {
            return guard.tryOnce(
                    new Call(branch, actionName, TwoPhaseMethod.isolationOfTry()),
                    targetCallback::execute,
                    () -> answerAsBefore(branch, actionName));
        } catch (Throwable failure) {
            throw new SkipCallbackWrapperException(failure);
        }
    }

    @Override
    public boolean commitFence(Method commitMethod, Object targetTCCBean, String xid, Long branchId, Object[] args) {
        return finish(Phase.CONFIRM, xid, branchId, new TwoPhaseMethod(commitMethod, targetTCCBean, args), "");
    }

    @Override
    public boolean rollbackFence(
            Method rollbackMethod, Object targetTCCBean, String xid, Long branchId, Object[] args, String actionName) {
        return finish(Phase.CANCEL, xid, branchId, new TwoPhaseMethod(rollbackMethod, targetTCCBean, args), actionName);
    }

    /**
     * Called by the stock client's cleaner, if something starts it. Its date can only keep rows longer: the guard's own
     * rules decide what may go.
     */
    @Override
    @SuppressWarnings("JavaUtilDate") // the client's interface
    public int deleteFenceByDate(Date datetime) {
        try {
            return cleaner.clean(Duration.ofMillis(System.currentTimeMillis() - datetime.getTime()));
        } catch (SQLException e) {
            throw new IllegalStateException("the guard's old rows could not be removed: " + e.getMessage(), e);
        }
    }

    private boolean finish(Phase phase, String xid, Long branchId, TwoPhaseMethod method, String actionName) {
        try {
            Call call = new Call(new BranchKey(xid, branchId), actionName, method.isolation());
            return guard.finishOnce(phase, call, method::invoke);
        } catch (Throwable failure) {
            throw new SkipCallbackWrapperException(failure);
        }
    }

    /**
     * The first answer is not kept. For an action that answers with success or nothing it is known all the same: only a
     * Try that succeeded commits and leaves TRIED.
     */
    private static Object answerAsBefore(BranchKey branch, String actionName) {
        BusinessActionContext context = BusinessActionContextUtil.getContext();
        Resource resource = context == null || context.getBranchType() == null
                ? null
                : DefaultResourceManager.get()
                        .getResourceManager(context.getBranchType())
                        .getManagedResources()
                        .get(actionName);
        Class<?> answer = resource instanceof TCCResource action
                ? action.getPrepareMethod().getReturnType()
                : Object.class;
        if (answer == boolean.class || answer == Boolean.class) {
            return true;
        }
        if (answer == void.class || answer == Void.class) {
            return null;
        }
        throw new TryAlreadyDoneException(branch, actionName);
    }
}
