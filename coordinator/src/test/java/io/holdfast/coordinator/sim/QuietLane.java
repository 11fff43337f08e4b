// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.sim;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.holdfast.coordinator.lane.LaneLoop;
import org.slf4j.LoggerFactory;

/** Keeps the lane's log lines out of the output: in simulated worlds it halts thousands of times. */
final class QuietLane {
    private final Logger lane = (Logger) LoggerFactory.getLogger(LaneLoop.class);

    void begin() {
        lane.setLevel(Level.OFF);
    }

    void end() {
        lane.setLevel(null);
    }
}
