// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.cluster;

import io.holdfast.coordinator.port.ClusterView;
import io.holdfast.coordinator.port.ClusterView.LaneRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which lanes a node should take and give back, so that all nodes come to have as many as the others, give or take one, and
 * as few as possible move. Every node that sees the same comes to the same; where they do not, a lane is taken twice, and
 * the fence settles it.
 *
 * @param take free lanes that fall to this node
 * @param giveBack lanes of this node that are another one's share
 */
record Shares(List<Integer> take, List<Integer> giveBack) {
    static Shares of(String self, ClusterView view, Sightings sightings, long nowMillis) {
        Set<String> staying = sightings.staying(nowMillis);
        Map<String, List<Integer>> held = new TreeMap<>();
        staying.forEach(node -> held.put(node, new ArrayList<>()));
        List<Integer> free = new ArrayList<>();
        List<Integer> mine = new ArrayList<>();
        for (LaneRow lane : view.lanes()) {
            if (lane.owner().equals(self)) {
                mine.add(lane.lane());
            }
            if (sightings.isFree(lane, nowMillis)) {
                free.add(lane.lane());
            } else if (held.containsKey(lane.owner())) {
                held.get(lane.owner()).add(lane.lane());
            }
        }
        if (!staying.contains(self)) {
            return new Shares(List.of(), mine);
        }
        Map<String, Integer> quotas = quotas(held, view.lanes().size());
        List<Integer> own = held.get(self);
        int excess = own.size() - quotas.get(self);
        List<Integer> giveBack = excess > 0 ? own.subList(own.size() - excess, own.size()) : List.of();
        return new Shares(take(self, free, held, quotas), List.copyOf(giveBack));
    }

    /** Who has more than the others already keeps what is left over when all have the same. */
    private static Map<String, Integer> quotas(Map<String, List<Integer>> held, int lanes) {
        List<String> nodes = new ArrayList<>(held.keySet());
        nodes.sort(Comparator.comparing((String node) -> -held.get(node).size()).thenComparing(node -> node));
        Map<String, Integer> quotas = new TreeMap<>();
        for (int i = 0; i < nodes.size(); i++) {
            quotas.put(nodes.get(i), lanes / nodes.size() + (i < lanes % nodes.size() ? 1 : 0));
        }
        return quotas;
    }

    private static List<Integer> take(
            String self, List<Integer> free, Map<String, List<Integer>> held, Map<String, Integer> quotas) {
        Map<String, Integer> missing = new TreeMap<>();
        quotas.forEach((node, quota) -> missing.put(node, quota - held.get(node).size()));
        List<Integer> take = new ArrayList<>();
        for (int lane : free) {
            String neediest = missing.entrySet().stream()
                    .max(Map.Entry.comparingByValue())
                    .orElseThrow()
                    .getKey();
            missing.merge(neediest, -1, Integer::sum);
            if (neediest.equals(self)) {
                take.add(lane);
            }
        }
        return take;
    }
}
