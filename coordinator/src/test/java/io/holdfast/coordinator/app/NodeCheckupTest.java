// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.coordinator.port.Checkup.Finding;
import io.holdfast.coordinator.port.Checkup.Grade;
import io.holdfast.coordinator.port.ThisNode.ServedLane;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the status says of the lanes. */
class NodeCheckupTest {
    private static ServedLane lane(int number, String condition) {
        return new ServedLane(number, 1, condition, condition.equals("HALTED") ? "the disk is full" : null, 0, 0, 0);
    }

    private static Finding only(boolean serving, ServedLane... lanes) {
        List<Finding> findings = NodeCheckup.lanes(serving, List.of(lanes));
        assertThat(findings).hasSize(1);
        return findings.get(0);
    }

    @Test
    void lanesThatServeAreWellAndSoIsANodeWithoutOne() {
        assertThat(only(true, lane(0, "SERVING"), lane(1, "SERVING")).grade()).isEqualTo(Grade.OK);
        assertThat(only(true).cause()).contains("none is served here");
    }

    @Test
    void aHaltedLaneIsNamedWithItsProblem() {
        Finding halted = only(false, lane(0, "SERVING"), lane(3, "HALTED"));
        assertThat(halted.grade()).isEqualTo(Grade.FAIL);
        assertThat(halted.cause()).isEqualTo("lane 3 is halted: the disk is full");
    }

    @Test
    void whatPassesByItselfIsNoFailure() {
        assertThat(only(false, lane(0, "RECOVERING")).grade()).isEqualTo(Grade.WARN);
        assertThat(only(false, lane(0, "SERVING")).cause()).contains("it starts, or stops");
    }
}
