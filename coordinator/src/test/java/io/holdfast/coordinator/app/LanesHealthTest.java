// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.coordinator.app.CoordinatorNode.Phase;
import io.holdfast.coordinator.lane.LaneState;
import io.holdfast.coordinator.lane.LaneState.Condition;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

class LanesHealthTest {
    private static LaneState lane(int number, Condition condition) {
        return new LaneState(number, 3, condition, condition == Condition.HALTED ? "the disk is full" : null, 5, 0);
    }

    @Test
    void aNodeWhoseLanesAllServeIsReady() {
        Health health = LanesHealth.of(Phase.RUNNING, List.of(lane(0, Condition.SERVING), lane(1, Condition.SERVING)));
        assertThat(health.getStatus()).isEqualTo(Status.UP);
        assertThat(health.getDetails()).containsEntry("serving", 2L).containsKeys("lane-0", "lane-1");
    }

    @Test
    void aNodeOfAClusterWithoutALaneIsReady() {
        assertThat(LanesHealth.of(Phase.RUNNING, List.of()).getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void aNodeThatStartsOrHandsOverOrHasStoppedIsNot() {
        for (Phase phase : List.of(Phase.STARTING, Phase.LEAVING, Phase.STOPPED)) {
            Health health = LanesHealth.of(phase, List.of(lane(0, Condition.SERVING)));
            assertThat(health.getStatus()).as(phase.name()).isEqualTo(Status.OUT_OF_SERVICE);
            assertThat(health.getDetails()).containsEntry("node", phase);
        }
    }

    @Test
    void aLaneThatDoesNotServeIsNamedWithItsProblem() {
        Health health = LanesHealth.of(Phase.RUNNING, List.of(lane(0, Condition.SERVING), lane(1, Condition.HALTED)));
        assertThat(health.getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
        assertThat(health.getDetails()).containsEntry("serving", 1L).hasEntrySatisfying("lane-1", details -> assertThat(
                        details.toString())
                .contains("HALTED", "the disk is full"));
        assertThat(LanesHealth.of(Phase.RUNNING, List.of(lane(0, Condition.RECOVERING)))
                        .getStatus())
                .isEqualTo(Status.OUT_OF_SERVICE);
    }
}
