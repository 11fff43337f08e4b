// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.coordinator.lane.Lane;
import io.holdfast.coordinator.lane.LaneSettings;
import io.holdfast.coordinator.lane.LaneState.Condition;
import io.holdfast.coordinator.lane.Router;
import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.Answer.Refused;
import io.holdfast.coordinator.model.BeginFacts;
import io.holdfast.coordinator.model.BranchCall;
import io.holdfast.coordinator.model.BranchFacts;
import io.holdfast.coordinator.model.BranchType;
import io.holdfast.coordinator.model.Input;
import io.holdfast.coordinator.model.Input.Begin;
import io.holdfast.coordinator.model.Input.RegisterBranch;
import io.holdfast.coordinator.model.ReplyTo;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.port.LogFailure;
import io.holdfast.coordinator.port.Outbox;
import io.holdfast.coordinator.port.Ownership;
import io.holdfast.coordinator.port.TransactionLog;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.awaitility.Awaitility;

/** A running lane, in real time, whose callers wait for their answers, and whose promises a judge holds it to. */
final class LiveLane implements AutoCloseable {
    private final Journal journal;
    private final Lane lane;
    private final Router router;

    /**
     * @param renewMillis how often an idle lane writes; 0: never
     * @throws LogFailure if the lane cannot be recovered
     */
    LiveLane(TransactionLog log, Judge judge, long renewMillis) throws LogFailure {
        journal = new Journal(judge::read, () -> {});
        LaneSettings settings = new LaneSettings(256, 64, 5, 50, 16, renewMillis);
        lane = new Lane(
                0, journal.around(log), new Out(), Script.ENGINE, settings, Ownership.ALONE, System::currentTimeMillis);
        lane.start();
        router = new Router(List.of(lane));
    }

    private static final class Asker implements ReplyTo {
        final TransactionId about;
        final CompletableFuture<Answer> answer = new CompletableFuture<>();

        Asker(TransactionId about) {
            this.about = about;
        }
    }

    private final class Out implements Outbox {
        @Override
        public void reply(ReplyTo to, Answer answer) {
            journal.replied(((Asker) to).about, answer);
            ((Asker) to).answer.complete(answer);
        }

        @Override
        public void call(BranchCall call) {
            journal.called(call);
        }

        @Override
        public void endOfBatch() {}
    }

    Answer ask(TransactionId about, Function<ReplyTo, Input> request) throws Exception {
        Asker asker = new Asker(about);
        assertThat(router.offer(request.apply(asker))).isTrue();
        return asker.answer.get(30, TimeUnit.SECONDS);
    }

    /** The answer to a registration with much to write, or to the begin before it. */
    Answer register() throws Exception {
        Answer answer = ask(null, to -> new Begin(new BeginFacts("order", "shop", "group", 0), to));
        if (!(answer instanceof Answer.Begun begun)) {
            return answer;
        }
        TransactionId id = begun.xid().id();
        BranchFacts facts = new BranchFacts(BranchType.TCC, "stock", "shop", "shop:1.2.3.4:5", "x".repeat(20_000));
        return ask(id, to -> new RegisterBranch(id, facts, to));
    }

    Refused registerUntilRefused() throws Exception {
        Answer answer = register();
        for (int i = 0; i < 2_000 && answer instanceof Answer.Registered; i++) {
            answer = register();
        }
        assertThat(answer).isInstanceOf(Refused.class);
        return (Refused) answer;
    }

    Condition condition() {
        return lane.state().condition();
    }

    void await(Condition condition, Duration atMost) {
        Awaitility.await().atMost(atMost).pollInterval(Duration.ofMillis(5)).until(() -> condition() == condition);
    }

    @Override
    public void close() {
        lane.stop();
    }
}
