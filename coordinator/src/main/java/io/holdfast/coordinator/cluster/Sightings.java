// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.cluster;

import io.holdfast.coordinator.port.ClusterView;
import io.holdfast.coordinator.port.ClusterView.LaneRow;
import io.holdfast.coordinator.port.ClusterView.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * When this node last saw another one, or a lane, move: by its own clock alone, so that clocks need not agree. Whoever has
 * not moved for the lease is taken for dead; if that is wrong, the fence in the log stops it (I21, I23).
 */
final class Sightings {
    private record Seen(Object what, long atMillis) {}

    private final long leaseMillis;
    private Map<String, Seen> nodes = Map.of();
    private Map<Integer, Seen> lanes = Map.of();
    private ClusterView view = new ClusterView(List.of(), List.of());

    Sightings(long leaseMillis) {
        this.leaseMillis = leaseMillis;
    }

    /** @param nowMillis of a clock that never goes backwards, as everywhere here */
    void see(ClusterView latest, long nowMillis) {
        Map<String, Seen> newNodes = new HashMap<>();
        for (Node node : latest.nodes()) {
            newNodes.put(node.id(), later(nodes.get(node.id()), node, nowMillis));
        }
        Map<Integer, Seen> newLanes = new HashMap<>();
        for (LaneRow lane : latest.lanes()) {
            newLanes.put(lane.lane(), later(lanes.get(lane.lane()), lane, nowMillis));
        }
        nodes = newNodes;
        lanes = newLanes;
        view = latest;
    }

    private static Seen later(Seen before, Object what, long nowMillis) {
        return before != null && before.what().equals(what) ? before : new Seen(what, nowMillis);
    }

    private boolean hasMoved(Seen seen, long nowMillis) {
        return seen != null && nowMillis - seen.atMillis() < leaseMillis;
    }

    boolean lives(String node, long nowMillis) {
        return hasMoved(nodes.get(node), nowMillis);
    }

    /** The ids of those who live and stay, in their order. */
    Set<String> staying(long nowMillis) {
        Set<String> staying = new TreeSet<>();
        for (Node node : view.nodes()) {
            if (!node.leaving() && lives(node.id(), nowMillis)) {
                staying.add(node.id());
            }
        }
        return staying;
    }

    /** Who have not moved for ten times as long as it takes to be taken for dead. */
    List<String> longDead(long nowMillis) {
        List<String> dead = new ArrayList<>();
        nodes.forEach((node, seen) -> {
            if (nowMillis - seen.atMillis() > 10 * leaseMillis) {
                dead.add(node);
            }
        });
        return dead;
    }

    /** Whether its owner gave it back, has left, or has not been able to write to it for the lease. */
    boolean isFree(LaneRow lane, long nowMillis) {
        return lane.owner().isEmpty()
                || !nodes.containsKey(lane.owner())
                || !hasMoved(lanes.get(lane.lane()), nowMillis);
    }
}
