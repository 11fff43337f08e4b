// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.coordinator.port.ClusterView;
import io.holdfast.coordinator.port.ClusterView.LaneRow;
import io.holdfast.coordinator.port.ClusterView.Node;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Nodes that come and go, each with its own view and its own clock, until all agree. */
class SharesTest {
    private static final long LEASE = 1_000;
    private static final long BEAT = 100;

    private final Map<String, Sightings> nodes = new LinkedHashMap<>();
    private final Map<String, Long> beats = new LinkedHashMap<>();
    private final Set<String> leaving = new TreeSet<>();
    private final List<LaneRow> lanes = new ArrayList<>();
    private long now;
    private int moves;

    private SharesTest lanes(int count) {
        for (int lane = 0; lane < count; lane++) {
            lanes.add(new LaneRow(lane, "", 0, 0));
        }
        return this;
    }

    private void join(String node) {
        nodes.put(node, new Sightings(LEASE));
        beats.put(node, 0L);
    }

    /** It says nothing any more, and its rows stay. */
    private void die(String node) {
        nodes.remove(node);
    }

    private ClusterView view() {
        List<Node> listed = new ArrayList<>();
        beats.forEach((id, beat) -> listed.add(new Node(id, id + ":7092", beat, leaving.contains(id))));
        return new ClusterView(listed, lanes);
    }

    /** One node looks and acts. */
    private void look(String node) {
        beats.merge(node, 1L, Long::sum);
        lanes.replaceAll(lane -> lane.owner().equals(node)
                ? new LaneRow(lane.lane(), lane.owner(), lane.epoch(), lane.heartbeat() + 1)
                : lane);
        ClusterView seen = view();
        Sightings sightings = nodes.get(node);
        sightings.see(seen, now);
        Shares shares = Shares.of(node, seen, sightings, now);
        shares.take().forEach(lane -> own(lane, node));
        shares.giveBack().forEach(lane -> own(lane, ""));
    }

    private void own(int lane, String node) {
        LaneRow before = lanes.get(lane);
        lanes.set(lane, new LaneRow(lane, node, before.epoch() + (node.isEmpty() ? 0 : 1), before.heartbeat()));
        moves++;
    }

    private void pass(long millis) {
        for (long until = now + millis; now < until; now += BEAT) {
            List.copyOf(nodes.keySet()).forEach(this::look);
        }
    }

    private Map<String, Integer> counts() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        nodes.keySet().forEach(node -> counts.put(node, 0));
        lanes.forEach(lane -> counts.merge(lane.owner(), 1, Integer::sum));
        return counts;
    }

    private void assertFair() {
        Map<String, Integer> counts = counts();
        assertThat(counts.keySet()).as("who has lanes").isSubsetOf(nodes.keySet());
        assertThat(Collections.max(counts.values()) - Collections.min(counts.values()))
                .as("%s", counts)
                .isLessThanOrEqualTo(1);
    }

    @Test
    void oneNodeTakesAllAtOnce() {
        lanes(12).join("a");
        pass(BEAT);
        assertThat(counts()).containsEntry("a", 12);
        int before = moves;
        pass(5 * LEASE);
        assertThat(moves).as("and then nothing moves").isEqualTo(before);
    }

    @Test
    void aNodeThatJoinsGetsItsShareAndNoLaneMovesThatNeedNot() {
        lanes(12).join("b");
        pass(BEAT);
        join("a");
        moves = 0;
        pass(5 * BEAT);
        assertThat(counts()).containsEntry("a", 6).containsEntry("b", 6);
        assertThat(moves).as("six given back and taken").isEqualTo(12);
        join("c");
        moves = 0;
        pass(5 * BEAT);
        assertFair();
        assertThat(moves).as("four given back and taken").isEqualTo(8);
    }

    @Test
    void theLanesOfADeadNodeAreTakenAfterTheLeaseAndNotBefore() {
        lanes(12).join("a");
        join("b");
        pass(5 * BEAT);
        die("a");
        pass(LEASE - 2 * BEAT);
        assertThat(counts()).containsEntry("b", 6);
        pass(4 * BEAT);
        assertThat(counts()).containsEntry("b", 12).doesNotContainKey("a");
    }

    @Test
    void whoLeavesGivesAllItsLanesBackAndTheyAreTakenAtOnce() {
        lanes(12).join("a");
        join("b");
        pass(5 * BEAT);
        leaving.add("a");
        pass(3 * BEAT);
        assertThat(counts()).containsEntry("b", 12).containsEntry("a", 0);
    }

    @Test
    void aNodeWhoseRowIsGoneIsNotWaitedFor() {
        lanes(4).join("a");
        pass(BEAT);
        die("a");
        beats.remove("a");
        join("b");
        pass(2 * BEAT);
        assertThat(counts()).containsEntry("b", 4);
    }

    @Test
    void aNodeWithMoreNodesThanLanesHasNone() {
        lanes(2).join("a");
        join("b");
        join("c");
        pass(10 * BEAT);
        assertFair();
    }

    @Test
    void whateverComesAndGoesInTheEndAllHaveTheirShare() {
        for (int seed = 0; seed < 200; seed++) {
            SharesTest world = new SharesTest().lanes(1 + seed % 17);
            Random random = new Random(seed);
            world.join("n0");
            for (int i = 1; i < 12; i++) {
                world.pass(random.nextInt(3 * (int) LEASE));
                List<String> all = List.copyOf(world.nodes.keySet());
                if (all.size() > 1 && random.nextBoolean()) {
                    world.die(all.get(random.nextInt(all.size())));
                } else {
                    world.join("n" + i);
                }
            }
            world.pass(3 * LEASE);
            world.assertFair();
            world.moves = 0;
            world.pass(3 * LEASE);
            assertThat(world.moves).as("at rest, seed %s", seed).isZero();
        }
    }
}
