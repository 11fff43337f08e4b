// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.app;

import io.holdfast.coordinator.lane.LaneState;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Up when every lane serves; says of each what it does. */
final class LanesHealth implements HealthIndicator {
    private final CoordinatorNode node;

    LanesHealth(CoordinatorNode node) {
        this.node = node;
    }

    @Override
    public Health health() {
        Health.Builder health = node.isRunning() ? Health.up() : Health.outOfService();
        for (LaneState lane : node.laneStates()) {
            if (lane.condition() != LaneState.Condition.SERVING) {
                health.outOfService();
            }
            health.withDetail("lane-" + lane.lane(), describe(lane));
        }
        return health.build();
    }

    private static String describe(LaneState lane) {
        return lane.condition() + ", epoch " + lane.epoch() + ", " + lane.openTransactions() + " open transactions"
                + (lane.problem() == null ? "" : ": " + lane.problem());
    }
}
