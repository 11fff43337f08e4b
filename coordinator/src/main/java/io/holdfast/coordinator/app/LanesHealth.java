// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.app;

import io.holdfast.coordinator.lane.LaneState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Whether this node takes requests, and of each lane that it has what it does: up while it takes them and every lane serves. A
 * node of a cluster without a lane is up, because it passes on what it is asked; one that starts, or hands over before it
 * stops, is not. Never a reason to restart the process: a lane that halts recovers as soon as it can.
 */
final class LanesHealth implements HealthIndicator {
    private final CoordinatorNode node;

    LanesHealth(CoordinatorNode node) {
        this.node = node;
    }

    @Override
    public Health health() {
        return of(node.phase(), node.laneStates());
    }

    static Health of(CoordinatorNode.Phase phase, List<LaneState> lanes) {
        boolean serves = phase == CoordinatorNode.Phase.RUNNING
                && lanes.stream().allMatch(lane -> lane.condition() == LaneState.Condition.SERVING);
        Health.Builder health = serves ? Health.up() : Health.outOfService();
        health.withDetail("node", phase);
        health.withDetail(
                "serving",
                lanes.stream()
                        .filter(lane -> lane.condition() == LaneState.Condition.SERVING)
                        .count());
        lanes.forEach(lane -> health.withDetail("lane-" + lane.lane(), describe(lane)));
        return health.build();
    }

    private static Map<String, Object> describe(LaneState lane) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("condition", lane.condition());
        details.put("epoch", lane.epoch());
        details.put("openTransactions", lane.openTransactions());
        if (lane.problem() != null) {
            details.put("problem", lane.problem());
        }
        return details;
    }
}
