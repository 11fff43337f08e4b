// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.coordinator.lane.LaneState.Condition;
import io.holdfast.coordinator.lane.RecordingOutbox.Caller;
import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.Decision;
import io.holdfast.coordinator.model.Input.Decide;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.port.Elsewhere;
import io.holdfast.coordinator.port.LogFailure;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RouterTest {
    @Test
    void whatBeginsGoesToALaneThatServesIfThereIsOne() throws LogFailure {
        FailingLog broken = new FailingLog(new ArrayList<>());
        broken.takeFailure = "the database is away";
        try (LaneWorld halted = new LaneWorld(broken, 0);
                LaneWorld serving = new LaneWorld(new FailingLog(new ArrayList<>()), 1)) {
            Router router = new Router(2, number -> number == 0 ? halted.lane : serving.lane, Elsewhere.NOWHERE);
            router.open(0);
            halted.awaitCondition(Condition.HALTED);
            router.openNow(1);
            for (int i = 0; i < 10; i++) {
                assertThat(beginning(router)).isInstanceOf(Answer.Begun.class);
            }
            serving.lane.stop();
            LaneWorld.assertUnavailable(beginning(router));
        }
    }

    @Test
    @Timeout(60)
    void manyBeginsGoToOneLaneBeforeTheNextHasItsTurn() throws LogFailure {
        try (LaneWorld first = new LaneWorld(new FailingLog(new ArrayList<>()), 0);
                LaneWorld second = new LaneWorld(new FailingLog(new ArrayList<>()), 1)) {
            Router router = new Router(3, number -> number == 0 ? first.lane : second.lane, Elsewhere.NOWHERE);
            router.openNow(0);
            router.openNow(1);
            List<Integer> changes = new ArrayList<>();
            int before = -1;
            for (int i = 0; i < 10_000; i++) {
                Caller caller = new Caller();
                assertThat(router.offer(LaneWorld.beginning(caller))).isTrue();
                while (caller.answers.isEmpty()) {
                    Thread.onSpinWait();
                }
                TransactionId id = ((Answer.Begun) caller.answers.get(0)).xid().id();
                assertThat(router.offer(new Decide(id, Decision.CANCEL, new Caller())))
                        .isTrue();
                int lane = id.lane();
                if (lane != before) {
                    changes.add(i);
                }
                before = lane;
            }
            assertThat(changes).containsExactly(0, 4_096, 8_192);
        }
    }

    private static Answer beginning(Router router) {
        Caller caller = new Caller();
        assertThat(router.offer(LaneWorld.beginning(caller))).isTrue();
        return LaneWorld.awaitAnswer(caller);
    }
}
