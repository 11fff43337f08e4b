// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.sim;

import io.holdfast.coordinator.model.Input;
import io.holdfast.coordinator.port.LogFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One of the coordinator's nodes: a process with a clock and some lanes, that dies and is started again. */
final class SimNode {
    private final SimWorld world;
    private final String name;
    private final Map<Integer, SimLane> lanes = new TreeMap<>();
    private final List<SimLane> gone = new ArrayList<>();
    private SimClock clock;
    private boolean alive;
    private boolean paused;
    private boolean cutFromTheLog;

    SimNode(SimWorld world, int number) {
        this.world = world;
        this.name = "node " + number;
    }

    SimClock clock() {
        return clock;
    }

    boolean isAlive() {
        return alive;
    }

    boolean isPaused() {
        return paused;
    }

    void start() {
        if (!alive) {
            alive = true;
            clock = new SimClock(world);
            world.trace.add("start", name);
        }
    }

    /** Begins to serve a lane, whoever else believes that it does. */
    void serve(int lane) {
        SimLane there = lanes.get(lane);
        if (alive && (there == null || there.isOver())) {
            SimLane taken = new SimLane(world, this, lane);
            lanes.put(lane, taken);
            gone.add(taken);
            taken.start();
        }
    }

    /** Null if it has never served that lane in this life. */
    SimLane lane(int lane) {
        SimLane there = lanes.get(lane);
        return there == null || there.isOver() ? null : there;
    }

    boolean offer(int lane, Input input) {
        SimLane there = lane(lane);
        return there != null && there.offer(input);
    }

    /** Every thread of the process stands still; what comes in waits. */
    void pause(boolean on) {
        paused = on;
        if (alive && !on) {
            lanes.values().forEach(SimLane::goOn);
        }
    }

    /** Finishes what was taken, as a stop does; false if that is not possible now. */
    boolean stop() {
        if (!alive || paused) {
            return false;
        }
        for (SimLane lane : lanes.values()) {
            if (!lane.isOver() && !lane.stop()) {
                return false;
            }
        }
        return true;
    }

    void kill() {
        alive = false;
        paused = false;
        lanes.values().forEach(SimLane::kill);
        lanes.clear();
    }

    void cutFromTheLog(boolean cut) {
        cutFromTheLog = cut;
    }

    void reachesTheLog() throws LogFailure {
        if (cutFromTheLog) {
            throw new LogFailure(name + " does not reach the log");
        }
    }

    void atRest() {
        lanes.values().forEach(SimLane::atRest);
        gone.forEach(SimLane::assertAnswered);
    }

    @Override
    public String toString() {
        return name;
    }
}
