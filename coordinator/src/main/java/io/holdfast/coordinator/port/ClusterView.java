// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.port;

import java.util.List;

/** What the coordinators that share a log have said there of themselves and their lanes. */
public record ClusterView(List<Node> nodes, List<LaneRow> lanes) {
    public ClusterView {
        nodes = List.copyOf(nodes);
        lanes = List.copyOf(lanes);
    }

    /**
     * A process that serves, or did.
     *
     * @param id another one with every start of a process
     * @param address {@code host:port} where other coordinators reach it
     * @param beats changes while it lives
     * @param leaving it gives its lanes back, and takes no more
     */
    public record Node(String id, String address, long beats, boolean leaving) {}

    /**
     * A lane that somebody has taken at least once.
     *
     * @param owner a node's id; empty if its owner gave it back
     * @param heartbeat changes while its owner can write
     */
    public record LaneRow(int lane, String owner, int epoch, long heartbeat) {}
}
