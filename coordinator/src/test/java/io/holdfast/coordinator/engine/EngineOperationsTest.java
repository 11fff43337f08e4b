// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.coordinator.engine.EngineWorld.Caller;
import io.holdfast.coordinator.model.Action;
import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.Answer.Operated;
import io.holdfast.coordinator.model.Answer.PlannedCall;
import io.holdfast.coordinator.model.Answer.Refusal;
import io.holdfast.coordinator.model.Answer.Refused;
import io.holdfast.coordinator.model.Answer.Standing;
import io.holdfast.coordinator.model.BranchCall;
import io.holdfast.coordinator.model.CallResult;
import io.holdfast.coordinator.model.Cause;
import io.holdfast.coordinator.model.Decision;
import io.holdfast.coordinator.model.Input.Operate;
import io.holdfast.coordinator.model.LogRecord;
import io.holdfast.coordinator.model.LogRecord.AttemptFailed;
import io.holdfast.coordinator.model.LogRecord.Decided;
import io.holdfast.coordinator.model.LogRecord.OperatorActed;
import io.holdfast.coordinator.model.Operation;
import io.holdfast.coordinator.model.Phase;
import io.holdfast.coordinator.model.TransactionStatus;
import io.holdfast.coordinator.model.Xid;
import java.util.List;
import org.junit.jupiter.api.Test;

/** People who step in. */
class EngineOperationsTest {
    private EngineWorld world = new EngineWorld();

    private Answer operate(Xid xid, Action action, long branch, int position, boolean dryRun, String operator) {
        Operation operation = new Operation(action, branch, operator, "the participant is down");
        return world.answerTo(xid.id(), to -> new Operate(xid.id(), operation, position, dryRun, to));
    }

    private Answer operate(Xid xid, Action action, long branch) {
        return operate(xid, action, branch, Operate.ANY_POSITION, false, "alice");
    }

    private static Operated done(Answer answer) {
        assertThat(answer).isInstanceOf(Operated.class);
        assertThat(((Operated) answer).proposed()).isFalse();
        return (Operated) answer;
    }

    private static void assertNotAllowed(Answer answer, String why) {
        assertThat(answer).isInstanceOf(Refused.class);
        assertThat(((Refused) answer).refusal()).isEqualTo(Refusal.NOT_ALLOWED);
        assertThat(((Refused) answer).message()).contains(why);
    }

    private List<LogRecord> records(Xid xid) {
        return world.allRecords().stream()
                .filter(record -> record.transaction().equals(xid.id()))
                .toList();
    }

    /** A transaction whose one branch has failed so often. */
    private Xid failing(int times) {
        Xid xid = world.begunWith("stock");
        world.decide(xid, Decision.COMMIT);
        for (int i = 0; i < times; i++) {
            world.failed(i == 0 ? world.takeOnlyCall() : world.awaitCall());
        }
        return xid;
    }

    @Test
    void aRetryCallsNowWhatWouldHaveWaited() {
        Xid xid = failing(3);
        Operated told = done(operate(xid, Action.RETRY, Operation.EVERY_BRANCH));
        BranchCall call = world.takeOnlyCall();

        assertThat(told.calls()).containsExactly(new PlannedCall(call.branchId(), Phase.CONFIRM));
        assertThat(call.attempt()).isEqualTo(4);
        assertNotAllowed(operate(xid, Action.RETRY, call.branchId()), "being called just now");
        world.done(call);
        assertThat(world.status(xid).status()).isEqualTo(TransactionStatus.CONFIRMED);
        assertThat(records(xid))
                .anyMatch(record -> record instanceof OperatorActed acted
                        && acted.operation().operator().equals("alice")
                        && acted.operation().reason().equals("the participant is down"));
    }

    @Test
    void aDryRunTellsTheCallsAndChangesNothing() {
        Xid xid = world.begunWith("stock", "money");
        int before = records(xid).size();
        Operated told = done(operate(xid, Action.CANCEL, Operation.EVERY_BRANCH, Operate.ANY_POSITION, true, "alice"));

        assertThat(told.calls()).hasSize(2).allMatch(call -> call.phase() == Phase.CANCEL);
        assertThat(told.position()).isEqualTo(before);
        assertThat(records(xid)).hasSize(before);
        assertThat(world.takeCalls()).isEmpty();
        assertThat(world.status(xid).status()).isEqualTo(TransactionStatus.TRYING);
    }

    @Test
    void anOperatorCancelsWhatNobodyDecides() {
        Xid xid = world.begunWith("stock");
        done(operate(xid, Action.CANCEL, Operation.EVERY_BRANCH));
        world.done(world.takeOnlyCall());

        assertThat(world.status(xid)).isEqualTo(new Standing(TransactionStatus.CANCELLED, Cause.OPERATOR, false));
        assertNotAllowed(operate(xid, Action.CANCEL, Operation.EVERY_BRANCH), "has ended (CANCELLED)");
    }

    @Test
    void whatHasNoBranchIsCancelledToo() {
        Xid xid = world.begin();
        done(operate(xid, Action.CANCEL, Operation.EVERY_BRANCH));
        assertThat(world.status(xid)).isEqualTo(new Standing(TransactionStatus.CANCELLED, Cause.OPERATOR, false));
    }

    @Test
    void anOperatorCommitsOnlyWhatWasLookedAt() {
        Xid xid = world.begunWith("stock");
        assertNotAllowed(operate(xid, Action.COMMIT, Operation.EVERY_BRANCH), "names the position");
        int position = done(operate(xid, Action.COMMIT, Operation.EVERY_BRANCH, Operate.ANY_POSITION, true, "alice"))
                .position();
        world.register(xid, "money");
        assertNotAllowed(
                operate(xid, Action.COMMIT, Operation.EVERY_BRANCH, position, false, "alice"),
                "it was looked at when it had " + position + " records");

        done(operate(xid, Action.COMMIT, Operation.EVERY_BRANCH, position + 1, false, "alice"));
        world.takeCalls().forEach(world::done);
        assertThat(world.status(xid)).isEqualTo(new Standing(TransactionStatus.CONFIRMED, Cause.OPERATOR, false));
    }

    @Test
    void aDecisionIsNeverChanged() {
        Xid xid = failing(1);
        assertNotAllowed(operate(xid, Action.CANCEL, Operation.EVERY_BRANCH), "a decision is never changed");
    }

    @Test
    void beforeTheDecisionThereIsNothingToRetrySettleParkOrResume() {
        Xid xid = world.begunWith("stock");
        for (Action action : List.of(Action.RETRY, Action.SETTLE, Action.PARK, Action.RESUME)) {
            assertNotAllowed(operate(xid, action, Operation.EVERY_BRANCH), "undecided");
        }
    }

    @Test
    void aBranchThatFailsIsSettledByHandAndEndsTheTransaction() {
        Xid xid = failing(1);
        long branch = ((AttemptFailed) records(xid).get(3)).branchId();
        assertNotAllowed(operate(xid, Action.SETTLE, Operation.EVERY_BRANCH), "name the branch");
        assertThat(done(operate(xid, Action.SETTLE, branch)).calls()).isEmpty();

        assertThat(world.status(xid).status()).isEqualTo(TransactionStatus.CONFIRMED);
        world.pass(1_000_000);
        assertThat(world.takeCalls()).isEmpty();
    }

    @Test
    void aBranchThatNobodyHasSeenFailIsNotSettledByHand() {
        Xid xid = world.begunWith("stock");
        world.decide(xid, Decision.COMMIT);
        assertNotAllowed(operate(xid, Action.SETTLE, world.takeOnlyCall().branchId()), "no call of it has failed");
    }

    @Test
    void aSettledBranchStaysSettledAfterARestart() {
        Xid xid = world.begunWith("stock", "money");
        world.decide(xid, Decision.COMMIT);
        List<BranchCall> calls = world.takeCalls();
        calls.forEach(world::failed);
        done(operate(xid, Action.SETTLE, calls.get(0).branchId()));
        world.crash();

        BranchCall again = world.awaitCall();
        assertThat(again.branchId()).isEqualTo(calls.get(1).branchId());
        world.done(again);
        assertThat(world.status(xid).status()).isEqualTo(TransactionStatus.CONFIRMED);
    }

    @Test
    void aParkedBranchIsCalledSlowlyUntilItIsResumed() {
        Xid xid = failing(1);
        done(operate(xid, Action.PARK, Operation.EVERY_BRANCH));
        assertNotAllowed(operate(xid, Action.PARK, Operation.EVERY_BRANCH), "not parked");
        world.pass(200_000);
        assertThat(world.takeCalls()).isEmpty();

        done(operate(xid, Action.RESUME, Operation.EVERY_BRANCH));
        world.failed(world.takeOnlyCall());
        world.pass(1_016);
        assertThat(world.takeOnlyCall().attempt()).as("its back-off began anew").isEqualTo(3);
        assertNotAllowed(operate(xid, Action.RESUME, Operation.EVERY_BRANCH), "nothing of transaction");
    }

    @Test
    void whatIsRefusedForGoodIsCalledSlowlyAtOnce() {
        Xid xid = world.begunWith("stock");
        world.decide(xid, Decision.COMMIT);
        world.answer(world.takeOnlyCall(), new CallResult.Refused("no such account"));
        world.pass(200_000);
        assertThat(world.takeCalls()).isEmpty();
        done(operate(xid, Action.RETRY, Operation.EVERY_BRANCH));
        world.done(world.takeOnlyCall());
    }

    @Test
    void aBranchOfAnotherTransactionIsNotFound() {
        Answer answer = operate(failing(1), Action.RETRY, 4_711);
        assertThat(((Refused) answer).refusal()).isEqualTo(Refusal.NO_SUCH_BRANCH);
    }

    @Test
    void whatIsForcedTakesASecondOperatorWhereThatIsConfigured() {
        EngineSettings one = EngineWorld.settings();
        world = new EngineWorld(new EngineSettings(
                one.address(),
                one.defaultTimeoutMillis(),
                one.maxTimeoutMillis(),
                one.attemptTimeoutMillis(),
                one.maxOpenTransactions(),
                one.maxBranches(),
                one.maxApplicationDataChars(),
                one.backoff(),
                one.serialNames(),
                true));
        Xid xid = world.begunWith("stock");
        assertThat(((Operated) operate(xid, Action.CANCEL, Operation.EVERY_BRANCH)).proposed())
                .isTrue();
        assertThat(world.status(xid).status()).isEqualTo(TransactionStatus.TRYING);
        assertNotAllowed(operate(xid, Action.CANCEL, Operation.EVERY_BRANCH), "another operator");
        world.crash();

        done(operate(xid, Action.CANCEL, Operation.EVERY_BRANCH, Operate.ANY_POSITION, false, "bob"));
        assertThat(records(xid).stream().filter(OperatorActed.class::isInstance))
                .hasSize(2);
        assertThat(records(xid))
                .anyMatch(record -> record instanceof Decided decided && decided.cause() == Cause.OPERATOR);
        world.failed(world.takeOnlyCall());
        done(operate(xid, Action.RETRY, Operation.EVERY_BRANCH));
    }

    @Test
    void whoeverWaitsForTheOutcomeIsToldOfAnOperatorsDecision() {
        Xid xid = world.begunWith("stock");
        Caller caller = world.decide(xid, Decision.COMMIT);
        BranchCall call = world.takeOnlyCall();
        world.failed(call);
        assertThat(((Standing) world.answerOf(caller)).retrying()).isTrue();
        done(operate(xid, Action.SETTLE, call.branchId()));
        assertThat(world.status(xid).status()).isEqualTo(TransactionStatus.CONFIRMED);
    }
}
