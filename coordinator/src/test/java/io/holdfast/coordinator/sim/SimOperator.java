// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.sim;

import io.holdfast.coordinator.model.Action;
import io.holdfast.coordinator.model.BranchCall;
import io.holdfast.coordinator.model.CallResult;
import io.holdfast.coordinator.model.Input.Operate;
import io.holdfast.coordinator.model.Operation;
import io.holdfast.coordinator.model.Phase;
import io.holdfast.coordinator.model.Xid;
import java.util.ArrayList;
import java.util.List;

/**
 * People who step in, at any time and at any transaction, whether it makes sense or not. Only what they say they have done
 * by hand, they have done.
 */
final class SimOperator {
    /** The reason of what must never be done. */
    static final String DRY_RUN = "a dry run";

    private static final Action[] ACTIONS = Action.values();

    private final SimWorld world;

    /** Says at how many records the operator has looked. */
    static String reason(int position) {
        return position == Operate.ANY_POSITION ? "it has to be" : "as it is at " + position;
    }

    SimOperator(SimWorld world) {
        this.world = world;
    }

    void start() {
        for (int times = world.scenario.operations; times > 0; times--) {
            world.agenda.after(world.random.nextLong(world.scenario.faultsEndMillis), this::act);
        }
    }

    private void act() {
        Known known = world.oracle.any(world.random);
        if (known == null) {
            return;
        }
        boolean parked = known.branches.values().stream().anyMatch(branch -> branch.parked && !branch.acknowledged);
        Action action =
                parked && world.random.nextBoolean() ? Action.RESUME : ACTIONS[world.random.nextInt(ACTIONS.length)];
        List<Long> branches = new ArrayList<>(known.branches.keySet());
        boolean every = action != Action.SETTLE && world.random.nextBoolean();
        long branch = every || branches.isEmpty()
                ? Operation.EVERY_BRANCH
                : branches.get(world.random.nextInt(branches.size()));
        if (action != Action.SETTLE || (branch != Operation.EVERY_BRANCH && isCarriedOutByHand(known, branch))) {
            ask(known, action, branch, "alice");
            String second = world.random.nextInt(4) == 0 ? "alice" : "bob";
            world.agenda.after(world.random.nextInt(3_000), () -> ask(known, action, branch, second));
        }
    }

    /** What is always refused may be asked for at any time. */
    private static boolean isSubmitted(Known known) {
        return known.branches.values().stream().anyMatch(branch -> branch.facts.target() != null);
    }

    /** Whoever commits has seen that every branch is tried, and says when. */
    private boolean isTried(Known known) {
        return known.branches.keySet().stream().allMatch(world.oracle.effects::isTried);
    }

    private boolean isCarriedOutByHand(Known known, long branch) {
        if (known.decided == null) {
            return false;
        }
        KnownBranch about = known.branches.get(branch);
        Phase phase = known.isCommitted() ? Phase.CONFIRM : Phase.CANCEL;
        Xid xid = new Xid(known.begun.address(), known.id);
        BranchCall call = new BranchCall(xid, branch, about.facts, phase, 1, Long.MAX_VALUE);
        return world.participant(about.facts.resourceId()).carryOut(call) instanceof CallResult.Done;
    }

    private void ask(Known known, Action action, long branch, String operator) {
        if (action == Action.COMMIT && !isSubmitted(known) && !isTried(known)) {
            return;
        }
        int position = action == Action.COMMIT || world.random.nextInt(8) == 0 ? known.records : Operate.ANY_POSITION;
        boolean dryRun = world.random.nextInt(8) == 0;
        Operation operation = new Operation(action, branch, operator, dryRun ? DRY_RUN : reason(position));
        world.ask(
                "operator",
                known.id,
                to -> new Operate(known.id, operation, position, dryRun, to),
                answer -> world.marks.hit(
                        "operator", action + " " + answer.getClass().getSimpleName()));
    }
}
