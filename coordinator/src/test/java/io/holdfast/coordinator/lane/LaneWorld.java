// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.coordinator.engine.Backoff;
import io.holdfast.coordinator.engine.EngineSettings;
import io.holdfast.coordinator.lane.LaneState.Condition;
import io.holdfast.coordinator.lane.RecordingOutbox.Caller;
import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.Answer.Refusal;
import io.holdfast.coordinator.model.Answer.Refused;
import io.holdfast.coordinator.model.BeginFacts;
import io.holdfast.coordinator.model.BranchCall;
import io.holdfast.coordinator.model.BranchFacts;
import io.holdfast.coordinator.model.BranchType;
import io.holdfast.coordinator.model.CallResult;
import io.holdfast.coordinator.model.Decision;
import io.holdfast.coordinator.model.Input;
import io.holdfast.coordinator.model.Input.AskStatus;
import io.holdfast.coordinator.model.Input.Begin;
import io.holdfast.coordinator.model.Input.Decide;
import io.holdfast.coordinator.model.Input.RegisterBranch;
import io.holdfast.coordinator.model.ReplyTo;
import io.holdfast.coordinator.model.Xid;
import io.holdfast.coordinator.port.LogFailure;
import io.holdfast.coordinator.port.Ownership;
import io.holdfast.coordinator.port.TransactionLog;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** A running lane with everything around it, and callers that wait for their answers. */
final class LaneWorld implements AutoCloseable {
    static final BranchFacts STOCK = new BranchFacts(BranchType.TCC, "stock", "inventory", "inventory:1.2.3.4:5", "{}");
    static final LaneSettings QUICK = new LaneSettings(64, 32, 5, 5, 16);
    /** What need not be durable waits long for company. */
    static final LaneSettings LAZY = new LaneSettings(64, 32, 10_000, 5, 16);

    final List<String> journal = new CopyOnWriteArrayList<>();
    final RecordingOutbox outbox = new RecordingOutbox(journal);
    final FailingLog failing = new FailingLog(journal);
    final AtomicLong clockCalls = new AtomicLong();
    final Lane lane;

    LaneWorld() {
        this(QUICK);
    }

    LaneWorld(LaneSettings settings) {
        this.lane = new Lane(0, failing, outbox, engine(60_000), settings, Ownership.ALONE, this::now);
    }

    LaneWorld(TransactionLog log, int number) {
        this.lane = new Lane(number, log, outbox, engine(60_000), QUICK, Ownership.ALONE, this::now);
    }

    LaneWorld(EngineSettings engine) {
        this.lane = new Lane(0, failing, outbox, engine, QUICK, Ownership.ALONE, this::now);
    }

    /** Attempts fail after a minute only, repeats come after milliseconds. */
    static EngineSettings engine(long timeoutMillis) {
        return new EngineSettings(
                "10.0.0.1:8091",
                timeoutMillis,
                timeoutMillis,
                60_000,
                1_000,
                100,
                1_000,
                new Backoff(1, 1, 9, 1),
                Set.of(),
                false);
    }

    private long now() {
        clockCalls.incrementAndGet();
        return System.nanoTime() / 1_000_000;
    }

    LaneWorld started() {
        try {
            lane.start();
        } catch (LogFailure failure) {
            throw new AssertionError(failure);
        }
        return this;
    }

    @Override
    public void close() {
        failing.gate.countDown();
        lane.stop();
    }

    Caller offer(Function<ReplyTo, Input> request) {
        Caller caller = new Caller();
        assertThat(lane.offer(request.apply(caller))).as("room in the inbox").isTrue();
        return caller;
    }

    static Answer awaitAnswer(Caller caller) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(2))
                .until(() -> !caller.answers.isEmpty());
        assertThat(caller.answers).hasSize(1);
        return caller.answers.get(0);
    }

    Answer ask(Function<ReplyTo, Input> request) {
        return awaitAnswer(offer(request));
    }

    static Begin beginning(ReplyTo to) {
        return new Begin(new BeginFacts("order", "shop", "group", 0), to);
    }

    Xid begin() {
        return ((Answer.Begun) ask(LaneWorld::beginning)).xid();
    }

    Answer register(Xid xid) {
        return ask(to -> new RegisterBranch(xid.id(), STOCK, to));
    }

    Xid begunWithABranch() {
        Xid xid = begin();
        assertThat(register(xid)).isInstanceOf(Answer.Registered.class);
        return xid;
    }

    Caller decide(Xid xid, Decision decision) {
        return offer(to -> new Decide(xid.id(), decision, to));
    }

    Answer status(Xid xid) {
        return ask(to -> new AskStatus(xid.id(), to));
    }

    BranchCall awaitCall(int number) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(2))
                .until(() -> outbox.calls.size() >= number);
        return outbox.calls.get(number - 1);
    }

    void answer(BranchCall call, CallResult result) {
        assertThat(lane.offer(call.answered(result))).isTrue();
    }

    void done(BranchCall call) {
        answer(call, new CallResult.Done());
    }

    Answer commitAndConfirm(Xid xid) {
        int before = outbox.calls.size();
        Caller caller = decide(xid, Decision.COMMIT);
        done(awaitCall(before + 1));
        return awaitAnswer(caller);
    }

    void awaitCondition(Condition condition) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(2))
                .until(() -> lane.state().condition() == condition);
    }

    void awaitServingIn(int epoch) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(2))
                .until(() -> lane.state().condition() == Condition.SERVING
                        && lane.state().epoch() == epoch);
    }

    static void assertUnavailable(Answer answer) {
        assertThat(answer).isInstanceOf(Refused.class);
        assertThat(((Refused) answer).refusal()).isEqualTo(Refusal.UNAVAILABLE);
    }
}
