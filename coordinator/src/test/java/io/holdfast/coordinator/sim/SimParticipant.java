// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.sim;

import io.holdfast.coordinator.model.BranchCall;
import io.holdfast.coordinator.model.CallResult;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.model.Xid;
import io.holdfast.participant.guard.GuardRules;
import io.holdfast.participant.guard.Phase;
import io.holdfast.participant.guard.RowState;
import io.holdfast.participant.guard.Verdict;
import java.util.Map;
import java.util.TreeMap;

/**
 * A service that freezes stock: the real guard's rules over a database in memory. A transaction of its database changes
 * the guard's row and the stock together, or neither (I11).
 */
final class SimParticipant {
    private final SimWorld world;
    private final int number;
    private final int initial;
    private final Map<Long, RowState> rows = new TreeMap<>();
    private final Map<Long, Integer> amounts = new TreeMap<>();
    private int available;
    private int frozen;
    private int sold;

    SimParticipant(SimWorld world, int number, int stock) {
        this.world = world;
        this.number = number;
        this.initial = stock;
        this.available = stock;
    }

    int number() {
        return number;
    }

    /** Runs a Try in a transaction of its own; false if it failed, was refused, or the stock does not suffice. */
    boolean tryIt(Xid xid, long branch, int amount) {
        Verdict verdict = enter(Phase.TRY, branch);
        if (verdict instanceof Verdict.AlreadyDone) {
            world.marks.hit("duplicate", "Try");
            return true;
        }
        if (!(verdict instanceof Verdict.Run)) {
            world.marks.hit("anti-hanging", rows.get(branch).name());
            return false;
        }
        if (available < amount || failsBeforeCommit("Try")) {
            return false;
        }
        rows.put(branch, GuardRules.after(Phase.TRY, rows.getOrDefault(branch, RowState.ABSENT)));
        available -= amount;
        frozen += amount;
        amounts.put(branch, amount);
        world.oracle.tried(xid.id(), branch);
        assertConserved();
        return !answerIsLost("Try");
    }

    /** Carries a Confirm or Cancel out; null if its answer is lost. */
    CallResult carryOut(BranchCall call) {
        boolean confirm = call.phase() == io.holdfast.coordinator.model.Phase.CONFIRM;
        if (!confirm && world.mutant == Mutant.PARTICIPANT_IGNORES_CANCEL) {
            return new CallResult.Done();
        }
        Phase phase = confirm ? Phase.CONFIRM : Phase.CANCEL;
        long branch = call.branchId();
        RowState found = rows.getOrDefault(branch, RowState.ABSENT);
        Verdict verdict = enter(phase, branch);
        if (failsBeforeCommit(phase.name())) {
            if (world.mutant == Mutant.GUARD_ROW_COMMITS_ALONE) {
                rows.put(branch, GuardRules.after(phase, found));
            }
            return world.mutant == Mutant.PARTICIPANT_ACKNOWLEDGES_A_FAILURE
                    ? new CallResult.Done()
                    : new CallResult.Retry("deadlock");
        }
        Oracle.check(!(verdict instanceof Verdict.Anomaly), "I3 the guard sees no contradiction", call + " " + verdict);
        rows.put(branch, GuardRules.after(phase, found));
        if (verdict instanceof Verdict.Run) {
            run(phase, call.xid().id(), branch);
        } else {
            world.marks.hit(verdict.getClass().getSimpleName(), phase.name());
            if (verdict instanceof Verdict.EmptyRollback) {
                world.oracle.cancelled(call.xid().id(), branch, false);
            }
        }
        assertConserved();
        return answerIsLost(phase.name()) ? null : new CallResult.Done();
    }

    private void run(Phase phase, TransactionId id, long branch) {
        int amount = amounts.getOrDefault(branch, 0);
        frozen -= amount;
        if (phase == Phase.CONFIRM) {
            sold += amount;
            world.oracle.confirmed(id, branch);
        } else {
            available += amount;
            world.oracle.cancelled(id, branch, true);
        }
    }

    private Verdict enter(Phase phase, long branch) {
        RowState found = rows.getOrDefault(branch, RowState.ABSENT);
        boolean again =
                switch (world.mutant) {
                    case GUARD_SKIPS_ANTI_HANGING -> phase == Phase.TRY && found == RowState.SUSPENDED;
                    case GUARD_REPEATS_TRY -> phase == Phase.TRY && found == RowState.TRIED;
                    case GUARD_REPEATS_CONFIRM -> phase == Phase.CONFIRM && found == RowState.COMMITTED;
                    case GUARD_REPEATS_CANCEL -> phase == Phase.CANCEL && found == RowState.ROLLBACKED;
                    case GUARD_SKIPS_EMPTY_ROLLBACK -> phase == Phase.CANCEL && found == RowState.ABSENT;
                    default -> false;
                };
        return again ? new Verdict.Run(RowState.TRIED) : GuardRules.verdict(phase, found);
    }

    private boolean failsBeforeCommit(String phase) {
        if (world.chance(world.swarm.failingParticipants)) {
            world.marks.hit("participant rolls back", phase);
            return true;
        }
        return false;
    }

    private boolean answerIsLost(String phase) {
        if (world.chance(world.swarm.lostAnswers)) {
            world.marks.hit("answer lost after commit", phase);
            return true;
        }
        return false;
    }

    private void assertConserved() {
        boolean conserved = available + frozen + sold == initial;
        Oracle.check(conserved && available >= 0 && frozen >= 0 && sold >= 0, "I13 nothing is lost or made", this);
    }

    void atRest() {
        Oracle.check(frozen == 0, "I14 at rest nothing is frozen", this);
        int expected = 0;
        for (Map.Entry<Long, Integer> one : amounts.entrySet()) {
            expected += world.oracle.isCommitted(one.getKey()) ? one.getValue() : 0;
        }
        Oracle.check(sold == expected, "I14 sold is what was committed, " + expected, this);
    }

    @Override
    public String toString() {
        return "participant " + number + ": " + available + " available, " + frozen + " frozen, " + sold + " sold of "
                + initial;
    }
}
