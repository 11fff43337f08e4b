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
import java.util.HashMap;
import java.util.Map;

/** A service that freezes stock: the real guard's rules over a simulated database. */
final class SimParticipant {
    /** How a transaction of the database ended. */
    private enum Outcome {
        COMMITTED,
        /** A deadlock, a lock-wait timeout: nothing took effect, and the caller is told. */
        ROLLED_BACK,
        /** The process died: nothing took effect, and nobody is told. */
        DIED
    }

    private final SimWorld world;
    private final int number;
    private final SimDatabase database;
    private final Map<Long, TransactionId> transactions = new HashMap<>();

    SimParticipant(SimWorld world, int number, int stock) {
        this.world = world;
        this.number = number;
        this.database = new SimDatabase(stock);
    }

    int number() {
        return number;
    }

    /** Runs a Try in a transaction of its own; false if it failed, was refused, or the stock does not suffice. */
    boolean tryIt(Xid xid, long branch, int amount) {
        RowState found = database.row(branch);
        Verdict verdict = enter(Phase.TRY, branch);
        if (verdict instanceof Verdict.AlreadyDone) {
            world.marks.hit("repeated", "Try");
            return true;
        }
        if (!(verdict instanceof Verdict.Run)) {
            world.marks.hit("anti-hanging", found.name());
            return false;
        }
        if (database.available() < amount) {
            return false;
        }
        Outcome outcome = transaction(xid.id(), branch, GuardRules.after(Phase.TRY, found), () -> {
            database.freeze(branch, amount);
            transactions.put(branch, xid.id());
            world.oracle.effects.tried(xid.id(), branch);
        });
        return outcome == Outcome.COMMITTED && !world.strikes(Fault.ANSWER_LOST, xid.id());
    }

    /** Runs a Try that the coordinator called; null if its answer is lost. */
    CallResult tryCalled(BranchCall call) {
        int amount = Integer.parseInt(call.facts().target().arguments());
        if (tryIt(call.xid(), call.branchId(), amount)) {
            return new CallResult.Done("{}");
        }
        return switch (world.random.nextInt(4)) {
            case 0 -> null;
            case 1 -> new CallResult.Retry("connection reset");
            default -> new CallResult.Refused("sold out");
        };
    }

    /** Carries a Confirm or Cancel out; null if its answer is lost. */
    CallResult carryOut(BranchCall call) {
        boolean confirm = call.phase() == io.holdfast.coordinator.model.Phase.CONFIRM;
        if (!confirm && world.mutant == Mutant.PARTICIPANT_IGNORES_CANCEL) {
            return new CallResult.Done();
        }
        Phase phase = confirm ? Phase.CONFIRM : Phase.CANCEL;
        TransactionId id = call.xid().id();
        long branch = call.branchId();
        RowState found = database.row(branch);
        Verdict verdict = enter(phase, branch);
        Oracle.check(!(verdict instanceof Verdict.Anomaly), "I3 the guard sees no contradiction", call + " " + verdict);
        Outcome outcome =
                transaction(id, branch, GuardRules.after(phase, found), () -> run(verdict, phase, id, branch));
        boolean lies = world.mutant == Mutant.PARTICIPANT_ACKNOWLEDGES_A_FAILURE;
        return switch (outcome) {
            case COMMITTED -> world.strikes(Fault.ANSWER_LOST, id) ? null : new CallResult.Done();
            case ROLLED_BACK -> lies ? new CallResult.Done() : new CallResult.Retry("deadlock");
            case DIED -> null;
        };
    }

    private void run(Verdict verdict, Phase phase, TransactionId id, long branch) {
        if (!(verdict instanceof Verdict.Run)) {
            world.marks.hit(verdict.getClass().getSimpleName(), phase.name());
            if (verdict instanceof Verdict.EmptyRollback) {
                world.oracle.effects.cancelled(id, branch, false);
            }
        } else if (phase == Phase.CONFIRM) {
            database.sell(branch);
            world.oracle.effects.confirmed(id, branch);
        } else {
            database.giveBack(branch);
            world.oracle.effects.cancelled(id, branch, true);
        }
    }

    private Outcome transaction(TransactionId id, long branch, RowState next, Runnable business) {
        Outcome outcome = outcome(id);
        if (outcome == Outcome.COMMITTED || world.mutant == Mutant.GUARD_ROW_COMMITS_ALONE) {
            database.write(branch, next);
        }
        if (outcome == Outcome.COMMITTED || world.mutant == Mutant.BUSINESS_COMMITS_ALONE) {
            business.run();
        }
        database.assertWhole(branch);
        return outcome;
    }

    private Outcome outcome(TransactionId id) {
        if (world.strikes(Fault.PARTICIPANT_DIES, id)) {
            return Outcome.DIED;
        }
        return world.strikes(Fault.PARTICIPANT_ROLLS_BACK, id) ? Outcome.ROLLED_BACK : Outcome.COMMITTED;
    }

    private Verdict enter(Phase phase, long branch) {
        RowState found = database.row(branch);
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

    void atRest() {
        Oracle.check(database.frozen() == 0, "I14 at rest nothing is frozen", this);
        int expected = 0;
        for (Map.Entry<Long, Integer> one : database.amounts().entrySet()) {
            boolean committed =
                    world.oracle.known(transactions.get(one.getKey())).isCommitted();
            expected += committed ? one.getValue() : 0;
        }
        Oracle.check(database.sold() == expected, "I14 sold is what was committed, " + expected, this);
    }

    @Override
    public String toString() {
        return "participant " + number + ": " + database;
    }
}
