// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.coordinator.engine.EngineWorld.Caller;
import io.holdfast.coordinator.model.Answer.Standing;
import io.holdfast.coordinator.model.BranchCall;
import io.holdfast.coordinator.model.CallResult;
import io.holdfast.coordinator.model.Cause;
import io.holdfast.coordinator.model.Decision;
import io.holdfast.coordinator.model.Input.BranchAnswered;
import io.holdfast.coordinator.model.LogRecord;
import io.holdfast.coordinator.model.LogRecord.AttemptFailed;
import io.holdfast.coordinator.model.LogRecord.BranchAcknowledged;
import io.holdfast.coordinator.model.LogRecord.BranchParked;
import io.holdfast.coordinator.model.LogRecord.Finished;
import io.holdfast.coordinator.model.Phase;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.model.TransactionStatus;
import io.holdfast.coordinator.model.Xid;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** From the decision to the last acknowledgement. */
class EnginePhaseTwoTest {
    private static final Standing RETRYING = new Standing(TransactionStatus.CONFIRMING, Cause.CALLER, true);
    private static final Standing CONFIRMED = new Standing(TransactionStatus.CONFIRMED, Cause.CALLER, false);

    private final EngineWorld world = new EngineWorld();

    private Xid serial(String... resources) {
        Xid xid = world.begin("serial", 0);
        for (String resource : resources) {
            world.register(xid, resource);
        }
        return xid;
    }

    /** Answers one call after the other; the resources in the order in which they were called. */
    private List<String> finishOneByOne() {
        List<String> order = new ArrayList<>();
        for (List<BranchCall> calls = world.takeCalls(); !calls.isEmpty(); calls = world.takeCalls()) {
            assertThat(calls).as("serial means one at a time").hasSize(1);
            order.add(calls.get(0).facts().resourceId());
            world.done(calls.get(0));
        }
        return order;
    }

    private BranchCall failOnceAndTakeTheRepeat(BranchCall call) {
        world.failed(call);
        world.pass(1_016);
        return world.takeOnlyCall();
    }

    @Test
    void serialTransactionsAreConfirmedInRegisterOrderAndCancelledInReverse() {
        world.decide(serial("one", "two", "three"), Decision.COMMIT);
        assertThat(finishOneByOne()).containsExactly("one", "two", "three");

        world.decide(serial("one", "two", "three"), Decision.CANCEL);
        assertThat(finishOneByOne()).containsExactly("three", "two", "one");
    }

    @Test
    void inASerialTransactionNothingOvertakesAFailedBranch() {
        Xid xid = serial("one", "two", "three");
        world.decide(xid, Decision.COMMIT);
        world.done(world.takeOnlyCall());
        BranchCall second = world.takeOnlyCall();
        world.failed(second);
        world.pass(500);
        assertThat(world.takeCalls()).isEmpty();
        world.pass(600);

        BranchCall again = world.takeOnlyCall();
        assertThat(again.branchId()).isEqualTo(second.branchId());
        assertThat(again.attempt()).isEqualTo(2);
        world.done(again);
        assertThat(finishOneByOne()).containsExactly("three");
        assertThat(world.status(xid)).isEqualTo(CONFIRMED);
    }

    @Test
    void theSerialOrderOutlivesACrash() {
        Xid cancelled = serial("one", "two", "three");
        world.decide(cancelled, Decision.CANCEL);
        world.done(world.takeOnlyCall());
        world.crash();
        world.pass(2_000);

        assertThat(finishOneByOne()).containsExactly("three", "two", "one");
    }

    @Test
    void aFailedAttemptAnswersTheCallerOnceItIsDurableAndIsRepeated() {
        Xid xid = world.begunWith("stock");
        Caller caller = world.decide(xid, Decision.COMMIT);
        BranchCall first = world.takeOnlyCall();
        world.pass(12);
        world.failed(first);

        assertThat(world.answerOf(caller)).isEqualTo(RETRYING);
        AttemptFailed failure = world.oracle.of(xid.id(), AttemptFailed.class).get(0);
        assertThat(failure.attempt()).isEqualTo(1);
        assertThat(failure.durationMillis()).isEqualTo(12);
        assertThat(failure.error()).isEqualTo("connection reset");
        assertThat(failure.nextAttemptMillis()).isBetween(world.now + 750, world.now + 1_000);
        assertThat(world.status(xid)).isEqualTo(RETRYING);

        world.pass(failure.nextAttemptMillis() - world.now - 1);
        assertThat(world.takeCalls()).as("before its time").isEmpty();
        world.pass(17);
        BranchCall second = world.takeOnlyCall();
        assertThat(second.attempt()).isEqualTo(2);
        assertThat(second.phase()).isEqualTo(Phase.CONFIRM);
        world.done(second);
        assertThat(world.status(xid)).isEqualTo(CONFIRMED);
    }

    @Test
    void furtherFailuresAreWrittenLazilyAndADuplicateDecisionMakesThemDurable() {
        Xid xid = world.begunWith("stock");
        world.decide(xid, Decision.COMMIT);
        BranchCall second = failOnceAndTakeTheRepeat(world.takeOnlyCall());
        world.failed(second);

        assertThat(world.lazyRecords()).singleElement().isInstanceOf(AttemptFailed.class);
        assertThat(world.answerOf(world.decide(xid, Decision.COMMIT))).isEqualTo(RETRYING);
        assertThat(world.lazyRecords()).isEmpty();
        assertThat(world.oracle.of(xid.id(), AttemptFailed.class)).hasSize(2);
    }

    @Test
    void otherBranchesAreNotDelayedByAFailedOne() {
        Xid xid = world.begunWith("stock", "balance");
        world.decide(xid, Decision.CANCEL);
        List<BranchCall> calls = world.takeCalls();
        world.failed(calls.get(0));
        world.done(calls.get(1));

        world.pass(1_016);
        BranchCall again = world.takeOnlyCall();
        assertThat(again.branchId()).isEqualTo(calls.get(0).branchId());
        world.done(again);
        assertThat(world.status(xid)).isEqualTo(new Standing(TransactionStatus.CANCELLED, Cause.CALLER, false));
    }

    @Test
    void acknowledgementsAreWrittenDownAsSoonAsABranchHasFailedAndNotAgainAtTheEnd() {
        Xid xid = world.begunWith("before", "failing", "after");
        world.decide(xid, Decision.COMMIT);
        List<BranchCall> calls = world.takeCalls();
        world.done(calls.get(0));
        assertThat(world.oracle.of(xid.id(), BranchAcknowledged.class)).isEmpty();
        assertThat(world.lazyRecords()).isEmpty();

        world.failed(calls.get(1));
        assertThat(world.oracle.of(xid.id(), BranchAcknowledged.class))
                .extracting(BranchAcknowledged::branchId)
                .containsExactly(calls.get(0).branchId());
        world.done(calls.get(2));
        assertThat(world.lazyRecords())
                .singleElement()
                .matches(record -> record instanceof BranchAcknowledged acknowledged
                        && acknowledged.branchId() == calls.get(2).branchId());

        world.pass(1_016);
        BranchCall again = world.takeOnlyCall();
        world.done(again);
        assertThat(world.oracle.of(xid.id(), BranchAcknowledged.class))
                .extracting(BranchAcknowledged::branchId, BranchAcknowledged::attempts)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(calls.get(0).branchId(), 1),
                        org.assertj.core.groups.Tuple.tuple(calls.get(2).branchId(), 1),
                        org.assertj.core.groups.Tuple.tuple(calls.get(1).branchId(), 2));
        assertThat(world.oracle.of(xid.id(), Finished.class).get(0).acknowledged())
                .isEmpty();
    }

    @Test
    void aCallThatIsNeverAnsweredCountsAsFailedAfterTheAttemptTimeout() {
        Xid xid = world.begunWith("stock");
        Caller caller = world.decide(xid, Decision.COMMIT);
        world.takeOnlyCall();
        world.pass(4_999);
        assertThat(world.answerOf(caller)).isNull();
        world.pass(17);

        assertThat(world.answerOf(caller)).isEqualTo(RETRYING);
        String error = world.oracle.of(xid.id(), AttemptFailed.class).get(0).error();
        assertThat(error).contains("5000 ms").contains("stock-service");
        world.pass(1_016);
        assertThat(world.takeOnlyCall().attempt()).isEqualTo(2);
    }

    @Test
    void aLateAcknowledgementIsWelcomeAndALateFailureIsIgnored() {
        Xid xid = world.begunWith("stock");
        world.decide(xid, Decision.COMMIT);
        BranchCall first = world.takeOnlyCall();
        world.pass(5_016);
        List<LogRecord> before = world.allRecords();
        world.failed(first);
        assertThat(world.allRecords()).as("its failure was counted already").isEqualTo(before);
        world.pass(1_016);
        BranchCall second = world.takeOnlyCall();
        world.failed(first);
        assertThat(world.allRecords()).as("not the call that is under way").isEqualTo(before);

        world.done(first);
        assertThat(world.status(xid)).isEqualTo(CONFIRMED);
        List<LogRecord> atEnd = world.allRecords();
        world.done(second);
        world.failed(second);
        assertThat(world.allRecords()).isEqualTo(atEnd);
    }

    @Test
    void repeatedAndForeignAnswersChangeNothing() {
        Xid xid = world.begunWith("stock", "balance");
        Xid trying = world.begin();
        long undecided = world.register(trying, "stock");
        world.decide(xid, Decision.COMMIT);
        List<BranchCall> calls = world.takeCalls();
        world.done(calls.get(0));
        List<LogRecord> before = world.allRecords();

        world.done(calls.get(0));
        world.failed(calls.get(0));
        world.take(new BranchAnswered(xid.id(), 99, Phase.CONFIRM, 1, new CallResult.Done()));
        world.take(new BranchAnswered(trying.id(), undecided, Phase.CONFIRM, 1, new CallResult.Done()));
        world.take(new BranchAnswered(
                TransactionId.of(EngineWorld.LANE, 1, 9_999),
                calls.get(0).branchId(),
                Phase.CONFIRM,
                1,
                new CallResult.Done()));

        assertThat(world.allRecords()).isEqualTo(before);
        assertThat(world.takeCalls()).isEmpty();
        assertThat(world.status(trying).status()).isEqualTo(TransactionStatus.TRYING);
        assertThat(world.status(xid).status()).isEqualTo(TransactionStatus.CONFIRMING);
    }

    @Test
    void aBranchIsParkedOnceAndStillRetriedSlowlyUntilItAcknowledges() {
        Xid xid = world.begunWith("stock");
        world.decide(xid, Decision.COMMIT);
        world.failed(world.takeOnlyCall());
        for (int attempt = 2; attempt <= 4; attempt++) {
            BranchCall call = world.awaitCall();
            assertThat(call.attempt()).isEqualTo(attempt);
            world.failed(call);
        }
        world.pass(224_000);
        assertThat(world.takeCalls()).as("parked: slow").isEmpty();
        world.pass(76_016);
        world.failed(world.takeOnlyCall());
        world.done(world.awaitCall());

        assertThat(world.status(xid)).isEqualTo(CONFIRMED);
        assertThat(world.oracle.of(xid.id(), BranchParked.class)).hasSize(1);
        assertThat(world.oracle.of(xid.id(), AttemptFailed.class)).hasSize(5);
    }

    @Test
    void aVeryLongErrorIsCutAndNeverInsideACharacter() {
        for (String error : List.of("e".repeat(5_000), "e".repeat(499) + "\uD83D\uDE00".repeat(9))) {
            Xid xid = world.begunWith("stock");
            world.decide(xid, Decision.COMMIT);
            world.answer(world.takeOnlyCall(), new CallResult.Retry(error));

            String written =
                    world.oracle.of(xid.id(), AttemptFailed.class).get(0).error();
            assertThat(written.length()).isLessThanOrEqualTo(503);
            assertThat(written).endsWith("...");
            assertThat(Character.isSurrogate(written.charAt(written.length() - 4)))
                    .as("half a character is left of %s", written)
                    .isFalse();
        }
    }

    @Test
    void aPauseOfAnHourMakesOneRepeatAndNoStorm() {
        Xid xid = world.begunWith("stock", "balance");
        world.decide(xid, Decision.COMMIT);
        world.takeCalls();
        world.oversleep(3_600_000);

        assertThat(world.oracle.of(xid.id(), AttemptFailed.class)).hasSize(2);
        assertThat(world.takeCalls()).isEmpty();
        world.pass(1_016);
        assertThat(world.takeCalls()).hasSize(2);
    }

    @Test
    void aFinishedTransactionLeavesNoTimerBehind() {
        world.decide(world.begunWith("stock"), Decision.COMMIT);
        world.done(failOnceAndTakeTheRepeat(world.takeOnlyCall()));

        assertThat(world.engine.openTransactions()).isZero();
        assertThat(world.engine.nextTickMillis()).isEqualTo(Timers.NONE);
    }

    @Test
    void decidedTransactionsAreCalledAgainAfterACrashAndAnUndecidedOneWaitsForItsDeadline() {
        Xid decided = world.begunWith("stock", "balance");
        world.decide(decided, Decision.COMMIT);
        world.takeCalls();
        Xid undecided = world.begunWith("order");
        world.crash();

        world.pass(700);
        assertThat(world.takeCalls()).as("participants need a moment").isEmpty();
        world.pass(400);
        List<BranchCall> calls = world.takeCalls();
        assertThat(calls).hasSize(2).allMatch(call -> call.xid().equals(decided) && call.phase() == Phase.CONFIRM);
        calls.forEach(world::done);
        assertThat(world.status(decided).status()).isEqualTo(TransactionStatus.CONFIRMED);

        world.pass(60_000);
        BranchCall cancel = world.takeOnlyCall();
        assertThat(cancel.xid()).isEqualTo(undecided);
        assertThat(cancel.phase()).isEqualTo(Phase.CANCEL);
    }

    @Test
    void writtenAcknowledgementsAreNotCalledAgainAfterACrash() {
        Xid xid = world.begunWith("done", "failing");
        world.decide(xid, Decision.COMMIT);
        List<BranchCall> calls = world.takeCalls();
        world.done(calls.get(0));
        world.failed(calls.get(1));
        world.crash();
        world.pass(2_000);

        BranchCall only = world.takeOnlyCall();
        assertThat(only.branchId()).isEqualTo(calls.get(1).branchId());
        assertThat(only.attempt()).isEqualTo(2);
    }

    @Test
    void aClockSetBackAcrossARestartDelaysNothingBeyondItsLongestWait() {
        Xid undecided = world.begin("place-order", 5_000);
        world.register(undecided, "stock");
        Xid parked = world.begunWith("stock");
        world.decide(parked, Decision.COMMIT);
        world.failed(world.takeOnlyCall());
        world.now -= 86_400_000;
        world.crash();

        world.pass(5_016);
        assertThat(world.takeOnlyCall().xid()).isEqualTo(undecided);
        world.pass(300_016);
        assertThat(world.takeCalls()).anyMatch(call -> call.xid().equals(parked));
    }

    @Test
    void aClockSetForwardAcrossARestartExpiresWhatIsUndecidedAtOnce() {
        Xid undecided = world.begunWith("stock");
        world.now += 86_400_000;
        world.crash();
        world.pass(0);

        assertThat(world.takeOnlyCall().phase()).isEqualTo(Phase.CANCEL);
        assertThat(world.status(undecided).cause()).isEqualTo(Cause.TIMEOUT);
    }
}
