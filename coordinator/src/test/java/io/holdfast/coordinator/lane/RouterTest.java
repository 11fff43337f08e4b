// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.coordinator.lane.LaneState.Condition;
import io.holdfast.coordinator.lane.RecordingOutbox.Caller;
import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.port.Elsewhere;
import io.holdfast.coordinator.port.LogFailure;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

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

    private static Answer beginning(Router router) {
        Caller caller = new Caller();
        assertThat(router.offer(LaneWorld.beginning(caller))).isTrue();
        return LaneWorld.awaitAnswer(caller);
    }
}
