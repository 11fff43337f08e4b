// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.coordinator.engine.EngineWorld.Caller;
import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.Answer.Refusal;
import io.holdfast.coordinator.model.Answer.Refused;
import io.holdfast.coordinator.model.Answer.Standing;
import io.holdfast.coordinator.model.BranchCall;
import io.holdfast.coordinator.model.Cause;
import io.holdfast.coordinator.model.Decision;
import io.holdfast.coordinator.model.Input.AskStatus;
import io.holdfast.coordinator.model.Input.Decide;
import io.holdfast.coordinator.model.Input.LookUpFailed;
import io.holdfast.coordinator.model.Input.RegisterBranch;
import io.holdfast.coordinator.model.Input.ReportBranch;
import io.holdfast.coordinator.model.LogRecord;
import io.holdfast.coordinator.model.LogRecord.Begun;
import io.holdfast.coordinator.model.LogRecord.BranchRegistered;
import io.holdfast.coordinator.model.LogRecord.Decided;
import io.holdfast.coordinator.model.LogRecord.Finished;
import io.holdfast.coordinator.model.Phase;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.model.TransactionStatus;
import io.holdfast.coordinator.model.Xid;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** From begin to decision: what is accepted, what is refused, what is written. */
class EngineDecisionTest {
    private final EngineWorld world = new EngineWorld();

    private static void assertRefused(Answer answer, Refusal refusal) {
        assertThat(answer).isInstanceOf(Refused.class);
        assertThat(((Refused) answer).refusal()).isEqualTo(refusal);
        assertThat(((Refused) answer).message()).isNotBlank();
    }

    @Test
    void beginCostsNoRecordAndNamesTheLaneAndTheAddress() {
        Xid xid = world.begin();

        assertThat(xid.address()).isEqualTo("10.0.0.1:8091");
        assertThat(xid.id()).isEqualTo(TransactionId.of(EngineWorld.LANE, 1, 1));
        assertThat(world.allRecords()).isEmpty();
        assertThat(world.engine.openTransactions()).isEqualTo(1);
    }

    @Test
    void theFirstBranchWritesTheBeginAndLaterOnesDoNot() {
        Xid xid = world.begin();
        long atBegin = world.now;
        world.pass(10);
        long stock = world.register(xid, "stock");
        long balance = world.register(xid, "balance");

        List<LogRecord> records = world.allRecords();
        assertThat(records)
                .extracting(record -> (Object) record.getClass())
                .containsExactly(Begun.class, BranchRegistered.class, BranchRegistered.class);
        assertThat(((Begun) records.get(0)).atMillis()).isEqualTo(atBegin);
        assertThat(((Begun) records.get(0)).facts().timeoutMillis()).isEqualTo(60_000);
        assertThat(((BranchRegistered) records.get(1)).branchId()).isEqualTo(stock);
        assertThat(((BranchRegistered) records.get(2)).branchId()).isEqualTo(balance);
        assertThat(stock).isNotEqualTo(balance).isNotEqualTo(xid.id().value());
    }

    @Test
    void commitConfirmsEveryBranchAtOnceAndAnswersWhenAllHaveAcknowledged() {
        Xid xid = world.begunWith("stock", "balance", "order");

        Caller caller = world.decide(xid, Decision.COMMIT);
        List<BranchCall> calls = world.takeCalls();
        assertThat(calls).hasSize(3).allMatch(call -> call.phase() == Phase.CONFIRM && call.attempt() == 1);
        assertThat(calls).extracting(call -> call.facts().resourceId()).containsExactly("stock", "balance", "order");
        world.done(calls.get(0));
        world.done(calls.get(2));
        assertThat(world.answerOf(caller)).isNull();
        world.done(calls.get(1));

        Standing confirmed = new Standing(TransactionStatus.CONFIRMED, Cause.CALLER, false);
        assertThat(world.answerOf(caller)).isEqualTo(confirmed);
        assertThat(world.status(xid)).isEqualTo(confirmed);
        assertThat(world.engine.openTransactions()).isZero();
    }

    @Test
    void rollbackCancelsEveryBranch() {
        Xid xid = world.begunWith("stock", "balance");

        Caller caller = world.decide(xid, Decision.CANCEL);
        List<BranchCall> calls = world.takeCalls();
        assertThat(calls).hasSize(2).allMatch(call -> call.phase() == Phase.CANCEL);
        calls.forEach(world::done);

        assertThat(world.answerOf(caller)).isEqualTo(new Standing(TransactionStatus.CANCELLED, Cause.CALLER, false));
    }

    @Test
    void endOfASmoothTransactionIsOneRecordThatNamesEveryAcknowledgement() {
        Xid xid = world.begunWith("stock", "balance");
        world.decide(xid, Decision.COMMIT);
        List<BranchCall> calls = world.takeCalls();
        world.pass(7);
        long first = world.now;
        world.done(calls.get(1));
        world.pass(5);
        world.done(calls.get(0));

        List<LogRecord> records = world.allRecords();
        assertThat(records).hasSize(5);
        Finished finished = (Finished) records.get(4);
        assertThat(finished.decision()).isEqualTo(Decision.COMMIT);
        assertThat(finished.cause()).isEqualTo(Cause.CALLER);
        assertThat(finished.acknowledged())
                .containsExactlyInAnyOrder(
                        new LogRecord.Acknowledgement(calls.get(1).branchId(), first, 1, 7),
                        new LogRecord.Acknowledgement(calls.get(0).branchId(), world.now, 1, 12));
    }

    @Test
    void whatComesDueAllAtOnceIsDecidedPartByPart() {
        EngineSettings few = EngineWorld.settings();
        EngineWorld crowded = new EngineWorld(new EngineSettings(
                few.address(),
                few.defaultTimeoutMillis(),
                few.maxTimeoutMillis(),
                few.attemptTimeoutMillis(),
                2_500,
                few.maxBranches(),
                few.maxApplicationDataChars(),
                few.backoff(),
                few.serialNames(),
                few.secondApprover()));
        for (int i = 0; i < 2_500; i++) {
            crowded.begunWith("stock");
        }
        crowded.oversleep(60_001);
        assertThat(crowded.takeCalls()).as("each beside a record").hasSize(500);
        assertThat(crowded.engine.nextTickMillis()).as("due").isLessThanOrEqualTo(crowded.now);
        crowded.pass(0);
        assertThat(crowded.takeCalls()).hasSize(2_000);
        assertThat(crowded.engine.nextTickMillis()).as("due").isGreaterThan(crowded.now);
    }

    @Test
    void decidingAnEmptyTransactionIsAnsweredAtOnceAndCostsNoRecord() {
        Xid committed = world.begin();
        Xid cancelled = world.begin();

        assertThat(world.answerOf(world.decide(committed, Decision.COMMIT)))
                .isEqualTo(new Standing(TransactionStatus.CONFIRMED, Cause.CALLER, false));
        assertThat(world.answerOf(world.decide(cancelled, Decision.CANCEL)))
                .isEqualTo(new Standing(TransactionStatus.CANCELLED, Cause.CALLER, false));

        assertThat(world.status(committed).status()).isEqualTo(TransactionStatus.CONFIRMED);
        assertThat(world.status(cancelled).status()).isEqualTo(TransactionStatus.CANCELLED);
        assertThat(world.allRecords()).isEmpty();
        assertThat(world.engine.nextTickMillis()).isEqualTo(Timers.NONE);
    }

    @Test
    void aSecondDecisionIsAnsweredAtOnceByTheFirstAndTheFirstCallerStillGetsTheEnd() {
        Xid xid = world.begunWith("stock");
        Caller first = world.decide(xid, Decision.COMMIT);

        Caller same = world.decide(xid, Decision.COMMIT);
        Caller opposite = world.decide(xid, Decision.CANCEL);
        Standing confirming = new Standing(TransactionStatus.CONFIRMING, Cause.CALLER, false);
        assertThat(world.answerOf(same)).isEqualTo(confirming);
        assertThat(world.answerOf(opposite)).isEqualTo(confirming);
        assertThat(world.answerOf(first)).isNull();

        world.done(world.takeOnlyCall());
        assertThat(((Standing) world.answerOf(first)).status()).isEqualTo(TransactionStatus.CONFIRMED);
    }

    @Test
    void aDecisionAfterTheEndIsAnsweredTruthfully() {
        Xid xid = world.begunWith("stock");
        world.decide(xid, Decision.COMMIT);
        world.done(world.takeOnlyCall());

        Standing confirmed = new Standing(TransactionStatus.CONFIRMED, Cause.CALLER, false);
        assertThat(world.answerOf(world.decide(xid, Decision.COMMIT))).isEqualTo(confirmed);
        assertThat(world.answerOf(world.decide(xid, Decision.CANCEL))).isEqualTo(confirmed);
        assertThat(world.takeCalls()).isEmpty();
    }

    @Test
    void registrationAfterTheDecisionIsRefusedInEveryLaterState() {
        Xid xid = world.begunWith("stock");
        world.decide(xid, Decision.COMMIT);
        assertRefused(world.tryRegister(xid, "late"), Refusal.DECIDED);
        world.done(world.takeOnlyCall());
        assertRefused(world.tryRegister(xid, "later"), Refusal.DECIDED);

        Xid cancelled = world.begunWith("stock");
        world.decide(cancelled, Decision.CANCEL);
        assertRefused(world.tryRegister(cancelled, "late"), Refusal.DECIDED);
        world.done(world.takeOnlyCall());
        assertRefused(world.tryRegister(cancelled, "later"), Refusal.DECIDED);

        assertThat(world.oracle.of(xid.id(), BranchRegistered.class)).hasSize(1);
    }

    @Test
    void registrationAndDecisionInOneBatchAreSettledByTheirOrder() {
        Xid xid = world.begunWith("stock");
        Caller early = world.newCaller(xid.id());
        Caller decider = world.newCaller(xid.id());
        Caller late = world.newCaller(xid.id());

        world.takeTogether(List.of(
                new RegisterBranch(xid.id(), EngineWorld.facts("early"), early),
                new Decide(xid.id(), Decision.CANCEL, decider),
                new RegisterBranch(xid.id(), EngineWorld.facts("late"), late)));

        assertThat(world.answerOf(early)).isInstanceOf(Answer.Registered.class);
        assertRefused(world.answerOf(late), Refusal.DECIDED);
        assertThat(world.takeCalls())
                .extracting(call -> call.facts().resourceId())
                .containsExactly("stock", "early");
    }

    @Test
    void anUndecidedTransactionIsCancelledAtItsDeadlineAndNotBefore() {
        Xid xid = world.begin("place-order", 5_000);
        world.register(xid, "stock");

        world.pass(4_999);
        assertThat(world.status(xid).status()).isEqualTo(TransactionStatus.TRYING);
        world.pass(1 + 16);
        assertThat(world.status(xid)).isEqualTo(new Standing(TransactionStatus.CANCELLING, Cause.TIMEOUT, false));
        assertThat(world.takeOnlyCall().phase()).isEqualTo(Phase.CANCEL);
    }

    @Test
    void whoeverComesAfterTheDeadlineFindsTheTransactionExpiredEvenIfNoTimerHasFired() {
        for (int request = 0; request < 4; request++) {
            Xid xid = world.begin("place-order", 5_000);
            long branch = world.register(xid, "stock");
            world.now += 5_000;

            Standing cancelling = new Standing(TransactionStatus.CANCELLING, Cause.TIMEOUT, false);
            switch (request) {
                case 0 -> assertRefused(world.tryRegister(xid, "late"), Refusal.EXPIRED);
                case 1 -> assertRefused(world.report(xid, branch, "{late}"), Refusal.EXPIRED);
                case 2 ->
                    assertThat(world.answerOf(world.decide(xid, Decision.COMMIT)))
                            .isEqualTo(cancelling);
                default -> assertThat(world.status(xid)).isEqualTo(cancelling);
            }
            assertThat(world.takeOnlyCall().phase()).isEqualTo(Phase.CANCEL);
            assertThat(world.oracle.of(xid.id(), Decided.class))
                    .singleElement()
                    .matches(decided -> decided.decision() == Decision.CANCEL && decided.cause() == Cause.TIMEOUT);
        }
    }

    @Test
    void anExpiredTransactionWithoutABranchIsCancelledAndCostsNoRecord() {
        Xid asked = world.begin("place-order", 5_000);
        Xid forgotten = world.begin("place-order", 5_000);
        world.now += 5_000;
        assertRefused(world.tryRegister(asked, "late"), Refusal.EXPIRED);
        world.pass(16);

        Standing cancelled = new Standing(TransactionStatus.CANCELLED, Cause.TIMEOUT, false);
        assertThat(world.answerOf(world.decide(forgotten, Decision.COMMIT))).isEqualTo(cancelled);
        assertThat(world.answerOf(world.decide(asked, Decision.COMMIT))).isEqualTo(cancelled);
        assertThat(world.engine.openTransactions()).isZero();
        assertThat(world.allRecords()).isEmpty();
    }

    @Test
    void aBranchOfATransactionThatEndedByTimeoutIsRefusedAsExpired() {
        Xid xid = world.begin("place-order", 5_000);
        long branch = world.register(xid, "stock");
        world.pass(5_016);
        world.done(world.takeOnlyCall());

        assertRefused(world.tryRegister(xid, "late"), Refusal.EXPIRED);
        assertRefused(world.report(xid, branch, "{}"), Refusal.EXPIRED);
    }

    @Test
    void theTimeoutIsTheAskedOneWithinTheLimitsAndTheDefaultIfNoneIsAsked() {
        for (long[] askedAndEffective : new long[][] {
            {0, 60_000},
            {-1, 60_000},
            {Long.MIN_VALUE, 60_000},
            {1, 1},
            {600_000, 600_000},
            {Integer.MAX_VALUE, 600_000},
            {Long.MAX_VALUE, 600_000}
        }) {
            Xid xid = world.begin("place-order", askedAndEffective[0]);
            world.register(xid, "stock");
            assertThat(world.oracle.of(xid.id(), Begun.class).get(0).facts().timeoutMillis())
                    .as("asked for %d ms", askedAndEffective[0])
                    .isEqualTo(askedAndEffective[1]);
        }
    }

    @Test
    void reportedDataReplacesTheOldAndGoesOutWithTheCall() {
        Xid xid = world.begin();
        long branch = world.register(xid, "stock");

        assertThat(world.report(xid, branch, "{\"frozen\":2}")).isEqualTo(new Answer.Reported());
        int written = world.oracle.durable().size();
        assertThat(world.report(xid, branch, null)).isEqualTo(new Answer.Reported());
        assertThat(world.allRecords()).as("keeping the data costs no record").hasSize(written);

        world.decide(xid, Decision.COMMIT);
        assertThat(world.takeOnlyCall().facts().applicationData()).isEqualTo("{\"frozen\":2}");
    }

    @Test
    void reportIsRefusedForAnUnknownBranchAndAfterTheDecision() {
        Xid xid = world.begin();
        long branch = world.register(xid, "stock");
        assertRefused(world.report(xid, branch + 1, "{}"), Refusal.NO_SUCH_BRANCH);
        assertRefused(world.report(world.begin(), branch, "{}"), Refusal.NO_SUCH_BRANCH);

        world.decide(xid, Decision.CANCEL);
        assertRefused(world.report(xid, branch, "{}"), Refusal.DECIDED);
        world.done(world.takeOnlyCall());
        assertRefused(world.report(xid, branch, "{}"), Refusal.DECIDED);
    }

    @Test
    void oneBranchTooManyIsRefusedAndTheOthersStay() {
        Xid xid = world.begunWith("one", "two", "three", "four");
        assertRefused(world.tryRegister(xid, "five"), Refusal.LIMIT);

        world.decide(xid, Decision.COMMIT);
        assertThat(world.takeCalls()).hasSize(4);
    }

    @Test
    void applicationDataOverTheLimitIsRefusedBeforeAnyRecord() {
        Xid xid = world.begin();
        String tooLong = "x".repeat(101);
        assertRefused(
                world.answerTo(
                        xid.id(),
                        to -> new RegisterBranch(
                                xid.id(), EngineWorld.facts("stock").withApplicationData(tooLong), to)),
                Refusal.LIMIT);
        assertThat(world.allRecords()).isEmpty();

        long branch = world.register(xid, "stock");
        assertRefused(world.report(xid, branch, tooLong), Refusal.LIMIT);
        assertThat(world.report(xid, branch, "x".repeat(100))).isEqualTo(new Answer.Reported());
    }

    @Test
    void tooManyOpenTransactionsAreRefusedUntilOneEnds() {
        List<Xid> open = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            open.add(world.begin());
        }
        assertRefused(world.tryBegin("place-order", 0), Refusal.BUSY);
        world.decide(open.get(7), Decision.CANCEL);
        assertThat(world.tryBegin("place-order", 0)).isInstanceOf(Answer.Begun.class);
    }

    @Test
    void whatTheEngineDoesNotHoldIsLookedUpInTheLog() {
        TransactionId foreign = TransactionId.of(EngineWorld.LANE, 1, 4_711);
        Caller asks = world.ask(foreign, to -> new AskStatus(foreign, to));
        Caller decides = world.ask(foreign, to -> new Decide(foreign, Decision.COMMIT, to));
        Caller registers = world.ask(foreign, to -> new RegisterBranch(foreign, EngineWorld.facts("stock"), to));
        Caller reports = world.ask(foreign, to -> new ReportBranch(foreign, 1, "{}", to));
        assertThat(world.lookUps).hasSize(4);
        assertThat(world.answered()).isZero();

        world.answerLookUps();
        for (Caller caller : List.of(asks, decides, registers, reports)) {
            assertRefused(world.answerOf(caller), Refusal.NO_SUCH_TRANSACTION);
        }
    }

    @Test
    void aLookUpThatFindsTheEndAnswersAsIfItWereRemembered() {
        Xid xid = world.begunWith("stock");
        world.decide(xid, Decision.COMMIT);
        world.done(world.takeOnlyCall());
        world.flush();
        world.crash();

        Caller asks = world.ask(xid.id(), to -> new AskStatus(xid.id(), to));
        Caller decides = world.decide(xid, Decision.CANCEL);
        Caller registers = world.ask(xid.id(), to -> new RegisterBranch(xid.id(), EngineWorld.facts("late"), to));
        Caller reports = world.ask(xid.id(), to -> new ReportBranch(xid.id(), 1, "{}", to));
        world.answerLookUps();

        Standing confirmed = new Standing(TransactionStatus.CONFIRMED, Cause.CALLER, false);
        assertThat(world.answerOf(asks)).isEqualTo(confirmed);
        assertThat(world.answerOf(decides)).isEqualTo(confirmed);
        assertRefused(world.answerOf(registers), Refusal.DECIDED);
        assertRefused(world.answerOf(reports), Refusal.DECIDED);
    }

    @Test
    void aLookUpThatFailsIsRefusedAsRetryable() {
        TransactionId foreign = TransactionId.of(EngineWorld.LANE, 1, 4_711);
        Caller asks = world.ask(foreign, to -> new AskStatus(foreign, to));
        world.take(new LookUpFailed(world.lookUps.get(0), "the disk is gone"));

        assertRefused(world.answerOf(asks), Refusal.UNAVAILABLE);
        assertThat(((Refused) world.answerOf(asks)).message()).contains("the disk is gone");
    }

    @Test
    void endedTransactionsAreForgottenAtTwentyThousandAndTheLogAnswersThen() {
        Xid first = world.begin();
        world.decide(first, Decision.COMMIT);
        for (int i = 0; i < 19_999; i++) {
            world.decide(world.begin(), Decision.COMMIT);
        }
        assertThat(world.status(first).status()).isEqualTo(TransactionStatus.CONFIRMED);
        world.decide(world.begin(), Decision.COMMIT);

        world.ask(first.id(), to -> new AskStatus(first.id(), to));
        assertThat(world.lookUps).hasSize(1);
    }

    @Test
    void whoStillWaitsWhenTheMemoryIsGivenUpIsHandedOverOnce() {
        Xid xid = world.begunWith("stock");
        Caller waiting = world.decide(xid, Decision.COMMIT);
        world.decide(world.begin(), Decision.COMMIT);
        world.begunWith("undecided");

        List<Object> abandoned = new ArrayList<>();
        world.engine.abandon(request -> abandoned.add(request.replyTo()));
        world.engine.abandon(request -> abandoned.add(request.replyTo()));
        assertThat(abandoned).containsExactly(waiting);
    }
}
