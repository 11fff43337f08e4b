// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.seata;

import io.holdfast.participant.call.CallKeeper;
import io.holdfast.participant.call.GuardedBranchCalls;
import io.holdfast.participant.guard.BranchKey;
import io.holdfast.participant.guard.Declared;
import io.holdfast.participant.guard.Phase;
import io.holdfast.participant.guard.jdbc.GuardCleaner;
import io.holdfast.participant.guard.jdbc.TransactionalGuard;
import io.holdfast.participant.guard.jdbc.TransactionalGuard.Call;
import java.lang.reflect.Method;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Date;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.seata.common.Constants;
import org.apache.seata.common.exception.SkipCallbackWrapperException;
import org.apache.seata.common.executor.Callback;
import org.apache.seata.core.model.BranchType;
import org.apache.seata.core.model.Resource;
import org.apache.seata.integration.tx.api.fence.FenceHandler;
import org.apache.seata.integration.tx.api.util.JsonUtil;
import org.apache.seata.rm.DefaultResourceManager;
import org.apache.seata.rm.tcc.TCCResource;
import org.apache.seata.rm.tcc.api.BusinessActionContext;
import org.apache.seata.rm.tcc.api.BusinessActionContextUtil;

/**
 * The guard as the stock Seata client's fence: what runs for an action with {@code useTCCFence = true}. Runs on the
 * client's threads, any number of them.
 *
 * <p>The client calls {@link #prepareFence} around a Try, after it registered the branch, and the other two when the
 * coordinator asks for phase 2; there, both an exception and {@code false} mean "to be called again". It unwraps
 * {@link SkipCallbackWrapperException}, so the caller of a Try sees the business's own exception.
 */
public final class GuardFenceHandler implements FenceHandler {

    private final TransactionalGuard guard;
    private final GuardCleaner cleaner;
    private final CallKeeper keeper;
    private final Map<String, DeclaredOnTry> declarations = new ConcurrentHashMap<>();

    public GuardFenceHandler(TransactionalGuard guard, GuardCleaner cleaner, CallKeeper keeper) {
        this.guard = guard;
        this.cleaner = cleaner;
        this.keeper = keeper;
    }

    @Override
    public Object prepareFence(String xid, Long branchId, String actionName, Callback<Object> targetCallback) {
        BranchKey branch = new BranchKey(xid, branchId);
        try {
            return guard.tryOnce(
                    new Call(branch, actionName, TwoPhaseMethod.isolationOfTry(), declaredForTry(actionName), null),
                    targetCallback::execute,
                    () -> answerAsBefore(branch, actionName),
                    () -> keep(branch));
        } catch (Throwable failure) {
            throw new SkipCallbackWrapperException(failure);
        }
    }

    /** After the Try, which may have added to the action context. When the transaction ends, the client does not tell. */
    private void keep(BranchKey branch) {
        if (keeper != CallKeeper.NONE) {
            keeper.keep(branch, null, JsonUtil.toJSONString(Map.of(Constants.TX_ACTION_CONTEXT, context())));
        }
    }

    @Override
    public boolean commitFence(Method commitMethod, Object targetTCCBean, String xid, Long branchId, Object[] args) {
        return finish(
                Phase.CONFIRM, xid, branchId, new TwoPhaseMethod(commitMethod, targetTCCBean, args), actionOfContext());
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
            Declared declared = declaredForPhaseTwo();
            Call call = new Call(new BranchKey(xid, branchId), actionName, method.isolation(), declared, null);
            return guard.finishOnce(phase, call, method::invoke);
        } catch (Throwable failure) {
            throw new SkipCallbackWrapperException(failure);
        }
    }

    /** The first answer is not kept: as {@link GuardedBranchCalls#answerAsBefore} says. */
    private static Object answerAsBefore(BranchKey branch, String actionName) {
        TCCResource action = resource(actionName);
        return GuardedBranchCalls.answerAsBefore(
                branch,
                actionName,
                action == null ? Object.class : action.getPrepareMethod().getReturnType());
    }

    private Declared declaredForTry(String actionName) {
        DeclaredOnTry onTry = onTry(actionName);
        return onTry == null ? Declared.NOTHING : onTry.ofTry(context());
    }

    private Declared declaredForPhaseTwo() {
        DeclaredOnTry onTry = onTry(actionOfContext());
        return onTry == null ? Declared.NOTHING : onTry.ofPhaseTwo(context());
    }

    /** Null if the client knows no such action: its classes were not read, so they declare nothing to us. */
    private DeclaredOnTry onTry(String actionName) {
        TCCResource action = resource(actionName);
        return action == null
                ? null
                : declarations.computeIfAbsent(
                        actionName, any -> DeclaredOnTry.of(action.getTargetBean(), action.getPrepareMethod()));
    }

    /**
     * Reads what the client's actions declare.
     *
     * @throws IllegalStateException if a declaration is wrong
     */
    public void checkDeclarations() {
        DefaultResourceManager.get()
                .getResourceManager(BranchType.TCC)
                .getManagedResources()
                .values()
                .forEach(resource -> {
                    if (resource instanceof TCCResource action) {
                        DeclaredOnTry.of(action.getTargetBean(), action.getPrepareMethod());
                    }
                });
    }

    private static Map<String, Object> context() {
        BusinessActionContext context = BusinessActionContextUtil.getContext();
        return context == null || context.getActionContext() == null ? Map.of() : context.getActionContext();
    }

    /** Confirm is not told the action's name, but it is in the context. */
    private static String actionOfContext() {
        BusinessActionContext context = BusinessActionContextUtil.getContext();
        return context == null || context.getActionName() == null ? "" : context.getActionName();
    }

    /** Null outside of a call that the client makes, and for an action that it does not know. */
    private static TCCResource resource(String actionName) {
        BusinessActionContext context = BusinessActionContextUtil.getContext();
        if (context == null) {
            return null;
        }
        BranchType type = context.getBranchType() == null ? BranchType.TCC : context.getBranchType();
        Resource resource = DefaultResourceManager.get()
                .getResourceManager(type)
                .getManagedResources()
                .get(actionName);
        return resource instanceof TCCResource action ? action : null;
    }
}
