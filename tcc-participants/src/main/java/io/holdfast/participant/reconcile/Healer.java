// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.reconcile;

import io.holdfast.participant.BranchCall;
import io.holdfast.participant.PermanentRefusalException;
import io.holdfast.participant.call.GuardedBranchCalls;
import io.holdfast.participant.guard.GuardAnomalyException;
import io.holdfast.participant.guard.Phase;
import io.holdfast.participant.guard.jdbc.KeptCalls.Due;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does to one branch what its transaction decided: the same Confirm or Cancel behind the same guard as a coordinator's call
 * runs, so that it does not matter which of the two is faster. Runs on the caller's thread and holds no state.
 */
public final class Healer {

    private static final Logger LOG = LoggerFactory.getLogger(Healer.class);

    /** For the business to read; nobody here gives up waiting. */
    private static final long REMAINING_MILLIS = 30_000;

    /** What came of it; problem is null if the branch is final now. */
    record Healed(Problem problem, String detail) {
        static final Healed DONE = new Healed(null, null);
    }

    private final GuardedBranchCalls calls;
    private final ActionBeans beans;
    private final ArgumentText text;

    public Healer(GuardedBranchCalls calls, ActionBeans beans, Json json) {
        this.calls = calls;
        this.beans = beans;
        this.text = new ArgumentText(json);
    }

    /** @param phase CONFIRM or CANCEL */
    Healed heal(Due due, Phase phase) {
        if (due.arguments() == null) {
            return new Healed(Problem.NO_ARGUMENTS, phase + " is decided, the arguments of Try were not kept");
        }
        List<ActionBeans.Found> found = beans.named(due.actionName());
        if (found.size() != 1) {
            return new Healed(
                    Problem.NO_ACTION,
                    phase + " is decided, and the action " + due.actionName() + " is one of "
                            + (found.isEmpty()
                                    ? "no bean here"
                                    : found.stream()
                                            .map(each -> each.bean().getClass().getName())
                                            .collect(Collectors.joining(", "))));
        }
        BranchCall call =
                new BranchCall(due.branch().xid(), due.branch().branchId(), phase, due.checks() + 1, REMAINING_MILLIS);
        try {
            return Boolean.TRUE.equals(run(found.get(0), call, due.arguments()))
                    ? Healed.DONE
                    : new Healed(Problem.FAILED, phase + " answered false");
        } catch (GuardAnomalyException | PermanentRefusalException refused) {
            return new Healed(Problem.REFUSED, phase + ": " + refused.getMessage());
        } catch (Throwable failure) { // the top of the call: whatever the business threw is what came of it
            LOG.debug("{} of {} by reconciling failed", phase, due.branch(), failure);
            return new Healed(Problem.FAILED, phase + ": " + failure);
        }
    }

    private Object run(ActionBeans.Found found, BranchCall call, String arguments) throws Throwable {
        if (ArgumentText.isContext(arguments)) {
            return calls.finishWithContext(found.bean(), found.action(), call, arguments);
        }
        Object[] own = text.read(arguments, found.action().argumentTypes(found.bean()));
        return calls.call(found.bean(), found.action().name(found.bean()), call, own);
    }
}
