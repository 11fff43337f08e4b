// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.lane;

import static io.holdfast.coordinator.lane.LaneWorld.assertUnavailable;
import static io.holdfast.coordinator.lane.LaneWorld.awaitAnswer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.holdfast.coordinator.lane.FailingLog.Fate;
import io.holdfast.coordinator.lane.LaneState.Condition;
import io.holdfast.coordinator.lane.RecordingOutbox.Caller;
import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.Answer.Refused;
import io.holdfast.coordinator.model.Answer.Standing;
import io.holdfast.coordinator.model.BranchCall;
import io.holdfast.coordinator.model.CallResult;
import io.holdfast.coordinator.model.Decision;
import io.holdfast.coordinator.model.Input;
import io.holdfast.coordinator.model.Input.AskStatus;
import io.holdfast.coordinator.model.Input.Decide;
import io.holdfast.coordinator.model.Input.RegisterBranch;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.model.TransactionStatus;
import io.holdfast.coordinator.model.Xid;
import io.holdfast.coordinator.port.LogFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a lane does when its log fails, when a bug is seen, and when it is stopped. */
class LaneHaltTest {
    private static Supplier<Fate> once(Fate fate) {
        AtomicInteger appends = new AtomicInteger();
        return () -> appends.getAndIncrement() == 0 ? fate : Fate.WRITTEN;
    }

    private static void assertOneAnswerEach(Collection<Caller> callers) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> callers.stream().noneMatch(caller -> caller.answers.isEmpty()));
        assertThat(callers).allMatch(caller -> caller.answers.size() == 1);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "WRITTEN")
    void aFailedAppendRefusesEverybodyAndTheLaneRecoversUnderANewEpoch(Fate fate) {
        try (LaneWorld world = new LaneWorld().started()) {
            Xid deciding = world.begunWithABranch();
            Xid waiting = world.begunWithABranch();
            Caller waiter = world.decide(waiting, Decision.COMMIT);
            BranchCall first = world.awaitCall(1);
            world.failing.fate = once(fate);
            Caller decider = world.decide(deciding, Decision.COMMIT);

            assertUnavailable(awaitAnswer(decider));
            assertUnavailable(awaitAnswer(waiter));
            world.awaitServingIn(2);
            assertThat(world.failing.openLaneLogs()).isEqualTo(1);

            Caller asker = world.offer(to -> new AskStatus(deciding.id(), to));
            if (fate == Fate.WRITTEN_BUT_UNKNOWN) {
                await().until(() ->
                        world.outbox.calls.stream().anyMatch(call -> call.xid().equals(deciding)));
                assertThat(asker.answers).as("it may have ended before").isEmpty();
                world.outbox.calls.stream()
                        .filter(call -> call.xid().equals(deciding))
                        .forEach(world::done);
            }
            Standing standing = (Standing) awaitAnswer(asker);
            if (fate == Fate.WRITTEN_BUT_UNKNOWN) {
                assertThat(standing.status()).isEqualTo(TransactionStatus.CONFIRMED);
            } else {
                assertThat(standing.status()).isEqualTo(TransactionStatus.TRYING);
                assertThat(world.outbox.calls).allMatch(call -> call.xid().equals(waiting));
            }
            BranchCall again = world.awaitCall(2);
            assertThat(again.attempt()).isEqualTo(1);
            if (again.xid().equals(waiting)) {
                assertThat(again.branchId()).isEqualTo(first.branchId());
            }
            assertThat(world.register(world.begin())).isInstanceOf(Answer.Registered.class);
            world.failing.assertSound();
        }
    }

    @Test
    void aLateAnswerToACallFromBeforeTheHaltIsWelcome() {
        try (LaneWorld world = new LaneWorld().started()) {
            Xid xid = world.begunWithABranch();
            world.decide(xid, Decision.COMMIT);
            BranchCall call = world.awaitCall(1);
            Xid other = world.begin();
            world.failing.fate = once(Fate.REFUSED);
            assertUnavailable(world.register(other));
            world.awaitServingIn(2);
            world.done(call);
            await().until(() -> ((Standing) world.status(xid)).status() == TransactionStatus.CONFIRMED);
        }
    }

    @Test
    void whileTheLogIsGoneRequestsAreRefusedAtOnceAndItsReturnEndsTheHalt() {
        try (LaneWorld world = new LaneWorld().started()) {
            Xid xid = world.begunWithABranch();
            world.failing.takeFailure = "the database does not answer";
            world.failing.fate = once(Fate.REFUSED);
            assertUnavailable(world.register(xid));
            await().until(() -> world.lane.state().condition() == Condition.HALTED
                    && world.lane.state().problem().contains("does not answer"));
            for (int i = 0; i < 10; i++) {
                Answer answer = world.ask(LaneWorld::beginning);
                assertUnavailable(answer);
                assertThat(((Refused) answer).message()).contains("lane 0").contains("ask again");
            }
            world.failing.takeFailure = null;
            world.awaitCondition(Condition.SERVING);
            assertThat(world.lane.state().problem()).isNull();
            assertThat(((Standing) world.status(xid)).status()).isEqualTo(TransactionStatus.TRYING);
        }
    }

    @Test
    void aReplayThatFailsHaltsAgainAndLeavesNoConnectionOpen() {
        try (LaneWorld world = new LaneWorld().started()) {
            Xid xid = world.begin();
            world.failing.replayFailure = "a bad record";
            world.failing.fate = once(Fate.REFUSED);
            assertUnavailable(world.register(xid));
            await().until(() -> world.failing.epoch() > 3);
            world.failing.replayFailure = null;
            world.awaitCondition(Condition.SERVING);
            assertThat(world.failing.openLaneLogs()).isEqualTo(1);
        }
    }

    @Test
    void anInputThatTheEngineChokesOnIsRefusedOnceLikeEverybodyElse() {
        try (LaneWorld world = new LaneWorld().started()) {
            Xid xid = world.begunWithABranch();
            Caller waiting = world.decide(xid, Decision.COMMIT);
            world.awaitCall(1);
            Xid other = world.begin();
            Caller choking = world.offer(to -> new RegisterBranch(other.id(), null, to));

            assertUnavailable(awaitAnswer(choking));
            assertUnavailable(awaitAnswer(waiting));
            world.awaitServingIn(2);
        }
    }

    @Test
    void aFrontThatChokesOnAnAnswerHaltsTheLaneAndNobodyIsAnsweredTwice() {
        CountDownLatch gate = new CountDownLatch(1);
        LaneWorld world = new LaneWorld().started();
        try {
            Xid xid = world.begin();
            world.failing.gate = gate;
            List<Caller> callers = new ArrayList<>();
            callers.add(world.offer(to -> new RegisterBranch(xid.id(), LaneWorld.STOCK, to)));
            await().until(() -> world.journal.contains("append"));
            for (int i = 0; i < 5; i++) {
                callers.add(world.offer(to -> new RegisterBranch(xid.id(), LaneWorld.STOCK, to)));
                callers.add(world.offer(to -> new AskStatus(xid.id(), to)));
            }
            AtomicInteger standings = new AtomicInteger();
            world.outbox.broken = answer -> answer instanceof Standing && standings.incrementAndGet() == 3;
            gate.countDown();

            world.awaitServingIn(2);
            await().until(() ->
                    callers.stream().allMatch(caller -> caller.answers.size() == 1 || caller == callers.get(6)));
            assertThat(callers.get(6).answers)
                    .as("the one whose answer broke the front")
                    .isEmpty();
        } finally {
            gate.countDown();
            world.close();
        }
    }

    @Test
    void aFrontThatRefusesEvenRefusalsDoesNotKillTheLane() {
        try (LaneWorld world = new LaneWorld().started()) {
            Xid xid = world.begin();
            world.outbox.broken = Refused.class::isInstance;
            world.failing.fate = once(Fate.REFUSED);
            world.offer(to -> new RegisterBranch(xid.id(), LaneWorld.STOCK, to));
            world.awaitServingIn(2);
            world.outbox.broken = answer -> false;
            world.begin();
        }
    }

    @Test
    void everyRequestGetsOneAnswerWhateverTheLogDoes() throws InterruptedException {
        long seed = 20_260_731;
        List<Fate> fates = List.of(Fate.values());
        Random chance = new Random(seed);
        LaneWorld world = new LaneWorld(new LaneSettings(64, 8, 1, 1, 4)).started();
        world.failing.fate = () -> {
            int dice = chance.nextInt(40);
            return dice < fates.size() ? fates.get(dice) : Fate.WRITTEN;
        };
        ConcurrentLinkedQueue<Caller> taken = new ConcurrentLinkedQueue<>();
        List<Thread> clients = new ArrayList<>();
        for (int client = 0; client < 4; client++) {
            Random random = new Random(seed + client);
            clients.add(new Thread(() -> oneClient(world, random, taken), "client-" + client));
        }
        clients.forEach(Thread::start);
        for (Thread client : clients) {
            client.join(60_000);
        }
        world.failing.fate = () -> Fate.WRITTEN;
        world.close();

        assertThat(taken).hasSizeGreaterThan(2_000);
        assertOneAnswerEach(taken);
        assertThat(world.failing.epoch()).as("halts, seed %d", seed).isGreaterThan(5);
        assertThat(world.failing.openLaneLogs()).isZero();
        world.failing.assertSound();
    }

    private static void oneClient(LaneWorld world, Random random, ConcurrentLinkedQueue<Caller> taken) {
        for (int i = 0; i < 1_000; i++) {
            Caller caller = new Caller();
            TransactionId id = TransactionId.of(0, Math.max(1, world.failing.epoch()), 1 + random.nextInt(200));
            Input input =
                    switch (random.nextInt(6)) {
                        case 0 -> LaneWorld.beginning(caller);
                        case 1 -> new AskStatus(id, caller);
                        case 2 -> new Decide(id, random.nextBoolean() ? Decision.COMMIT : Decision.CANCEL, caller);
                        case 3 -> {
                            answerACall(world, random);
                            yield new AskStatus(id, caller);
                        }
                        default -> new RegisterBranch(id, LaneWorld.STOCK, caller);
                    };
            while (!world.lane.offer(input)) {
                Thread.onSpinWait();
            }
            taken.add(caller);
        }
    }

    private static void answerACall(LaneWorld world, Random random) {
        int calls = world.outbox.calls.size();
        if (calls > 0) {
            BranchCall call = world.outbox.calls.get(random.nextInt(calls));
            CallResult result = random.nextInt(3) == 0 ? new CallResult.Retry("later") : new CallResult.Done();
            world.lane.offer(call.answered(result));
        }
    }

    // Start and stop.

    @Test
    void aStartThatCannotReadItsLogIsRefused() {
        LaneWorld world = new LaneWorld();
        world.failing.takeFailure = "the file is damaged";
        assertThatThrownBy(world.lane::start).isInstanceOf(LogFailure.class).hasMessage("the file is damaged");
        world.failing.takeFailure = null;
        world.failing.replayFailure = "a bad record";
        assertThatThrownBy(world.lane::start).isInstanceOf(LogFailure.class).hasMessage("a bad record");
        assertThat(world.failing.openLaneLogs()).isZero();
        world.lane.stop();
        assertThat(world.lane.state().condition()).isEqualTo(Condition.STOPPED);
    }

    @Test
    void stopFinishesWhatWasTakenAndGivesTheLaneBack() {
        LaneWorld world = new LaneWorld().started();
        Xid xid = world.begin();
        Xid waiting = world.begunWithABranch();
        Caller waiter = world.decide(waiting, Decision.COMMIT);
        List<Caller> callers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            callers.add(world.offer(to -> new RegisterBranch(xid.id(), LaneWorld.STOCK, to)));
        }
        world.lane.stop();
        world.lane.stop();

        assertThat(callers)
                .allMatch(caller -> caller.answers.size() == 1 && caller.answers.get(0) instanceof Answer.Registered);
        assertThat(waiter.answers).hasSize(1);
        assertUnavailable(waiter.answers.get(0));
        assertThat(world.lane.offer(LaneWorld.beginning(new Caller()))).isFalse();
        assertThat(world.failing.openLaneLogs()).isZero();
        assertThat(world.lane.state().condition()).isEqualTo(Condition.STOPPED);
    }

    @Test
    void aLaneStoppedAtAnyMomentOfItsStartClosesItsLog() {
        for (int i = 0; i < 200; i++) {
            LaneWorld world = new LaneWorld();
            if (i % 2 == 0) {
                world.started();
            }
            world.lane.stop();
            assertThat(world.failing.openLaneLogs()).isZero();
            assertThat(world.lane.state().condition()).isEqualTo(Condition.STOPPED);
        }
    }

    @Test
    void stopDoesNotWaitForASleepingOrAHaltedLane() {
        for (boolean halted : new boolean[] {false, true}) {
            LaneWorld world = new LaneWorld(new LaneSettings(64, 32, 5, 3_600_000, 16)).started();
            if (halted) {
                Xid xid = world.begin();
                world.failing.fate = once(Fate.REFUSED);
                assertUnavailable(world.register(xid));
                world.awaitCondition(Condition.HALTED);
            }
            long startNanos = System.nanoTime();
            world.lane.stop();
            assertThat(Duration.ofNanos(System.nanoTime() - startNanos)).isLessThan(Duration.ofSeconds(20));
            assertThat(world.failing.openLaneLogs()).isZero();
        }
    }

    @Test
    void anInterruptedStopStillWaitsAndKeepsTheInterrupt() {
        LaneWorld world = new LaneWorld().started();
        Thread.currentThread().interrupt();
        world.lane.stop();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(world.lane.state().condition()).isEqualTo(Condition.STOPPED);
    }

    @Test
    void whoeverOffersDuringAStopIsRefusedOrAnsweredOnce() throws InterruptedException {
        for (int round = 0; round < 100; round++) {
            LaneWorld world = new LaneWorld().started();
            ConcurrentLinkedQueue<Caller> taken = new ConcurrentLinkedQueue<>();
            CountDownLatch running = new CountDownLatch(2);
            List<Thread> clients = new ArrayList<>();
            for (int client = 0; client < 2; client++) {
                clients.add(new Thread(() -> {
                    running.countDown();
                    while (world.lane.state().condition() != Condition.STOPPED) {
                        Caller caller = new Caller();
                        if (world.lane.offer(LaneWorld.beginning(caller))) {
                            taken.add(caller);
                        }
                    }
                }));
            }
            clients.forEach(Thread::start);
            running.await();
            world.lane.stop();
            for (Thread client : clients) {
                client.join(20_000);
            }
            assertThat(taken).allMatch(caller -> caller.answers.size() == 1);
        }
    }

    @Test
    void lookUpsThatAreUnderWayAtStopAreAnsweredOnce() {
        LaneWorld world = new LaneWorld().started();
        CountDownLatch gate = new CountDownLatch(1);
        world.failing.gate = gate;
        List<Caller> callers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            callers.add(world.offer(to -> new AskStatus(TransactionId.of(0, 1, 4_711), to)));
        }
        await().until(() -> world.lane.state().condition() == Condition.SERVING);
        world.lane.stop();
        gate.countDown();

        assertOneAnswerEach(callers);
        callers.forEach(caller -> assertUnavailable(caller.answers.get(0)));
    }
}
