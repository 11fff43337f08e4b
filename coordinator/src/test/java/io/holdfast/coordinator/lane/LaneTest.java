// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.lane;

import static io.holdfast.coordinator.lane.LaneWorld.assertUnavailable;
import static io.holdfast.coordinator.lane.LaneWorld.awaitAnswer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.coordinator.lane.LaneState.Condition;
import io.holdfast.coordinator.lane.RecordingOutbox.Caller;
import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.Answer.Refusal;
import io.holdfast.coordinator.model.Answer.Refused;
import io.holdfast.coordinator.model.Answer.Standing;
import io.holdfast.coordinator.model.BranchCall;
import io.holdfast.coordinator.model.CallResult;
import io.holdfast.coordinator.model.Cause;
import io.holdfast.coordinator.model.Decision;
import io.holdfast.coordinator.model.Input.AskStatus;
import io.holdfast.coordinator.model.Input.RegisterBranch;
import io.holdfast.coordinator.model.LogRecord.AttemptFailed;
import io.holdfast.coordinator.model.Phase;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.model.TransactionStatus;
import io.holdfast.coordinator.model.Xid;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A lane whose log works: batches, order, timers, look-ups, limits, rest. */
class LaneTest {
    private static final LaneSettings NEVER_LAZY_ALONE = new LaneSettings(64, 32, 3_600_000, 5, 16);

    private static void within(Duration limit, org.awaitility.core.ThrowingRunnable assertion) {
        await().atMost(limit).pollInterval(Duration.ofMillis(2)).untilAsserted(assertion);
    }

    private static void close(LaneWorld world, CountDownLatch gate) {
        gate.countDown();
        world.close();
    }

    @Test
    void aTransactionRunsFromBeginToEnd() {
        try (LaneWorld world = new LaneWorld().started()) {
            Xid xid = world.begunWithABranch();
            Answer end = world.commitAndConfirm(xid);

            assertThat(end).isEqualTo(new Standing(TransactionStatus.CONFIRMED, Cause.CALLER, false));
            assertThat(world.status(xid)).isEqualTo(end);
            // The end is answered before it is written.
            within(Duration.ofSeconds(20), () -> assertThat(world.failing.batches)
                    .hasSize(3));
        }
    }

    @Test
    void nothingGoesOutBeforeItsAppendHasReturned() {
        try (LaneWorld world = new LaneWorld(LaneWorld.LAZY).started()) {
            Xid xid = world.begin();
            CountDownLatch gate = new CountDownLatch(1);
            world.failing.gate = gate;
            int before = world.journal.size();
            Caller registrar = world.offer(to -> new RegisterBranch(xid.id(), LaneWorld.STOCK, to));
            within(Duration.ofSeconds(20), () -> assertThat(world.journal).hasSize(before + 1));
            assertThat(registrar.answers).isEmpty();
            gate.countDown();
            awaitAnswer(registrar);
            world.commitAndConfirm(xid);

            assertThat(world.journal.subList(before, world.journal.size()))
                    .containsExactly(
                            "append",
                            "durable",
                            "reply Registered",
                            "append",
                            "durable",
                            "call CONFIRM",
                            "reply Standing");
        }
    }

    @Test
    void whatRestsOnNothingNewIsAnsweredBeforeTheAppend() {
        CountDownLatch gate = new CountDownLatch(1);
        LaneWorld world = new LaneWorld(LaneWorld.LAZY).started();
        try {
            Xid xid = world.begin();
            world.failing.gate = gate;
            int before = world.journal.size();
            world.offer(to -> new RegisterBranch(xid.id(), LaneWorld.STOCK, to));
            within(Duration.ofSeconds(20), () -> assertThat(world.journal).hasSize(before + 1));
            Caller registrar = world.offer(to -> new RegisterBranch(xid.id(), LaneWorld.STOCK, to));
            Caller beginner = world.offer(LaneWorld::beginning);
            gate.countDown();
            awaitAnswer(registrar);
            awaitAnswer(beginner);

            assertThat(world.journal.subList(before, world.journal.size()))
                    .containsExactly(
                            "append",
                            "durable",
                            "reply Registered",
                            "reply Begun",
                            "append",
                            "durable",
                            "reply Registered");
        } finally {
            close(world, gate);
        }
    }

    @Test
    void whatArrivesDuringAnAppendIsTheNextOneTogether() {
        CountDownLatch gate = new CountDownLatch(1);
        LaneWorld world = new LaneWorld().started();
        try {
            Xid first = world.begin();
            Xid second = world.begin();
            world.failing.gate = gate;
            List<Caller> callers = new ArrayList<>();
            callers.add(world.offer(to -> new RegisterBranch(first.id(), LaneWorld.STOCK, to)));
            within(Duration.ofSeconds(20), () -> assertThat(world.journal).contains("append"));
            for (int i = 0; i < 30; i++) {
                Xid xid = i % 2 == 0 ? first : second;
                callers.add(world.offer(to -> new RegisterBranch(xid.id(), LaneWorld.STOCK, to)));
            }
            gate.countDown();
            callers.forEach(LaneWorld::awaitAnswer);

            assertThat(world.failing.batches).hasSize(2);
            assertThat(world.failing.batches.get(1)).hasSize(31);
        } finally {
            close(world, gate);
        }
    }

    @Test
    void aBatchTakesNoMoreInputsThanItMay() {
        CountDownLatch gate = new CountDownLatch(1);
        LaneWorld world = new LaneWorld(new LaneSettings(64, 4, 5, 5, 16)).started();
        try {
            Xid xid = world.begunWithABranch();
            world.failing.gate = gate;
            List<Caller> callers = new ArrayList<>();
            for (int i = 0; i < 21; i++) {
                callers.add(world.offer(to -> new RegisterBranch(xid.id(), LaneWorld.STOCK, to)));
            }
            gate.countDown();
            callers.forEach(LaneWorld::awaitAnswer);
            assertThat(world.failing.batches).allMatch(batch -> batch.size() <= 4);
        } finally {
            close(world, gate);
        }
    }

    @Test
    void aFullInboxIsToldAndWhatWasTakenIsAnsweredOnce() {
        CountDownLatch gate = new CountDownLatch(1);
        LaneWorld world = new LaneWorld(new LaneSettings(4, 4, 5, 5, 16)).started();
        try {
            Xid xid = world.begin();
            world.failing.gate = gate;
            List<Caller> taken = new ArrayList<>();
            Caller refused = new Caller();
            while (refused.answers.isEmpty()) {
                Caller caller = new Caller();
                if (!world.lane.offer(new RegisterBranch(xid.id(), LaneWorld.STOCK, caller))) {
                    refused = caller;
                    break;
                }
                taken.add(caller);
                assertThat(taken).as("bounded").hasSizeLessThan(20);
            }
            gate.countDown();
            taken.forEach(LaneWorld::awaitAnswer);
            assertThat(refused.answers).isEmpty();
        } finally {
            close(world, gate);
        }
    }

    @Test
    void lazyRecordsRideAlongWithTheNextBatch() {
        try (LaneWorld world = new LaneWorld(NEVER_LAZY_ALONE).started()) {
            Xid xid = world.begunWithABranch();
            world.decide(xid, Decision.COMMIT);
            world.answer(world.awaitCall(1), new CallResult.Retry("first, which answers the caller"));
            world.answer(world.awaitCall(2), new CallResult.Retry("second, for which nobody waits"));
            world.awaitCall(3);
            int batches = world.failing.batches.size();
            assertThat(world.failing.records())
                    .filteredOn(AttemptFailed.class::isInstance)
                    .hasSize(1);

            world.begunWithABranch();
            assertThat(world.failing.batches).hasSize(batches + 1);
            assertThat(world.failing.batches.get(batches).get(0)).isInstanceOf(AttemptFailed.class);
        }
    }

    @Test
    void lazyRecordsWaitForNoMoreCompanyWhenTheyAreABatch() {
        try (LaneWorld world = new LaneWorld(new LaneSettings(64, 4, 3_600_000, 5, 16)).started()) {
            world.decide(world.begunWithABranch(), Decision.COMMIT);
            for (int attempt = 1; attempt <= 5; attempt++) {
                world.answer(world.awaitCall(attempt), new CallResult.Retry("away"));
            }
            within(Duration.ofSeconds(20), () -> assertThat(world.failing.records())
                    .filteredOn(AttemptFailed.class::isInstance)
                    .as("one that the caller waits for, and four together")
                    .hasSize(5));
        }
    }

    @Test
    void lazyRecordsWithoutCompanyAreWrittenAfterTheirTimeAndAtStop() {
        for (boolean stopped : new boolean[] {false, true}) {
            try (LaneWorld world = (stopped ? new LaneWorld(NEVER_LAZY_ALONE) : new LaneWorld()).started()) {
                world.decide(world.begunWithABranch(), Decision.COMMIT);
                world.answer(world.awaitCall(1), new CallResult.Retry("first"));
                world.answer(world.awaitCall(2), new CallResult.Retry("second"));
                world.awaitCall(3);
                if (stopped) {
                    world.lane.stop();
                }
                within(Duration.ofSeconds(20), () -> assertThat(world.failing.records())
                        .filteredOn(AttemptFailed.class::isInstance)
                        .hasSize(2));
            }
        }
    }

    @Test
    void timersFireWhileNothingArrives() {
        try (LaneWorld world = new LaneWorld(LaneWorld.engine(1_000)).started()) {
            Xid xid = world.begunWithABranch();
            BranchCall cancel = world.awaitCall(1);
            assertThat(cancel.phase()).isEqualTo(Phase.CANCEL);
            world.done(cancel);
            within(Duration.ofSeconds(20), () -> assertThat(world.status(xid))
                    .isEqualTo(new Standing(TransactionStatus.CANCELLED, Cause.TIMEOUT, false)));
        }
    }

    @Test
    void anIdleLaneSleeps() {
        try (LaneWorld world = new LaneWorld().started()) {
            world.begunWithABranch();
            long before = world.clockCalls.get();
            await().during(Duration.ofMillis(700))
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> world.clockCalls.get() - before < 10);
        }
    }

    @Test
    void anInterruptedLaneServesOnAndSleepsOn() {
        try (LaneWorld world = new LaneWorld().started()) {
            Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().equals("holdfast-lane-0"))
                    .forEach(Thread::interrupt);
            world.begunWithABranch();
            long before = world.clockCalls.get();
            await().during(Duration.ofMillis(300))
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> world.clockCalls.get() - before < 10);
        }
    }

    @Test
    void aSleepingLaneIsWokenByEachRequest() {
        try (LaneWorld world = new LaneWorld().started()) {
            long startNanos = System.nanoTime();
            for (int i = 0; i < 100; i++) {
                world.begin();
            }
            assertThat(Duration.ofNanos(System.nanoTime() - startNanos))
                    .as("a hundred missed wake-ups would take a nap of a second each")
                    .isLessThan(Duration.ofSeconds(30));
        }
    }

    @Test
    void aQuestionAboutAnUnknownTransactionIsAnsweredFromTheLog() {
        try (LaneWorld world = new LaneWorld().started()) {
            TransactionId unknown = TransactionId.of(0, 1, 4_711);
            Answer answer = world.ask(to -> new AskStatus(unknown, to));
            assertThat(((Refused) answer).refusal()).isEqualTo(Refusal.NO_SUCH_TRANSACTION);
        }
    }

    @Test
    void aLookUpThatFailsIsAnsweredAsUnavailable() {
        try (LaneWorld world = new LaneWorld().started()) {
            TransactionId unknown = TransactionId.of(0, 1, 4_711);
            world.failing.lookUpFailure = "the disk is gone";
            assertUnavailable(world.ask(to -> new AskStatus(unknown, to)));
            world.failing.lookUpFailure = null;
            world.failing.lookUpBug = new IllegalStateException("a bug in the log");
            Answer answer = world.ask(to -> new AskStatus(unknown, to));
            assertUnavailable(answer);
            assertThat(((Refused) answer).message()).contains("a bug in the log");
            world.failing.lookUpBug = null;
            assertThat(world.ask(to -> new AskStatus(unknown, to)))
                    .matches(next -> ((Refused) next).refusal() == Refusal.NO_SUCH_TRANSACTION);
        }
    }

    @Test
    void tooManyLookUpsAreRefusedAsBusyAndTheOthersAnswered() {
        CountDownLatch gate = new CountDownLatch(1);
        LaneWorld world = new LaneWorld(new LaneSettings(64, 32, 5, 5, 2)).started();
        try {
            TransactionId unknown = TransactionId.of(0, 1, 4_711);
            world.failing.gate = gate;
            List<Caller> callers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                callers.add(world.offer(to -> new AskStatus(unknown, to)));
            }
            within(Duration.ofSeconds(20), () -> assertThat(callers)
                    .filteredOn(caller -> !caller.answers.isEmpty())
                    .as("two wait, and one more is being asked if its turn came in time")
                    .hasSizeBetween(5, 6)
                    .allMatch(caller -> ((Refused) caller.answers.get(0)).refusal() == Refusal.BUSY));
            gate.countDown();
            callers.forEach(LaneWorld::awaitAnswer);
        } finally {
            close(world, gate);
        }
    }

    @Test
    void theStateTellsWhatTheLaneIsDoing() {
        LaneWorld world = new LaneWorld();
        assertThat(world.lane.state()).isEqualTo(new LaneState(0, 0, Condition.RECOVERING, null, 0, 0));
        try (world) {
            world.started();
            assertThat(world.lane.state()).isEqualTo(new LaneState(0, 1, Condition.SERVING, null, 0, 0));
            world.begin();
            within(Duration.ofSeconds(20), () -> assertThat(world.lane.state().openTransactions())
                    .isEqualTo(1));
        }
        assertThat(world.lane.state()).isEqualTo(new LaneState(0, 1, Condition.STOPPED, null, 0, 0));
    }
}
