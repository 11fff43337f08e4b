// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.app;

import io.holdfast.coordinator.cluster.Forwarder;
import io.holdfast.coordinator.cluster.Membership;
import io.holdfast.coordinator.cluster.PeerServer;
import io.holdfast.coordinator.cluster.PeerSettings;
import io.holdfast.coordinator.cluster.Peers;
import io.holdfast.coordinator.lane.Router;
import io.holdfast.coordinator.model.Input.Request;
import io.holdfast.coordinator.port.Elsewhere;
import io.holdfast.coordinator.port.LaneTable;
import io.holdfast.coordinator.port.LogFailure;
import io.holdfast.coordinator.port.Outbox;
import io.holdfast.coordinator.port.Ownership;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This node's part in a cluster: its lanes among those of the others, and the way there and back. */
final class ClusterMember {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterMember.class);

    private final HoldfastSettings.Cluster settings;
    private final LaneTable table;
    private final Peers peers;
    private final PeerServer server;
    private final Forwarder forwarder;
    private final Membership membership;
    private volatile Router router;

    /**
     * @param outbox to this node's clients, for answers from other nodes
     * @throws LogFailure if the log cannot be reached
     */
    ClusterMember(HoldfastSettings.Cluster settings, LaneTable table, Outbox outbox) throws LogFailure {
        this.settings = settings;
        this.table = table;
        byte[] secret = table.secret();
        PeerSettings wire = PeerSettings.defaults();
        peers = new Peers(secret, wire, outbox::endOfBatch);
        server = new PeerServer(
                settings.host(), settings.port(), secret, input -> router.offerForwarded((Request) input), wire);
        forwarder = new Forwarder(
                peers, input -> router.offer(input), lane -> router.serves(lane), outbox, settings.hold());
        membership = new Membership(table, settings.address(), forwarder, settings.membership());
    }

    Elsewhere elsewhere() {
        return forwarder;
    }

    Ownership ownership() {
        return membership;
    }

    /**
     * Joins the others; lanes are opened as they fall to this node.
     *
     * @throws LogFailure if the log cannot be reached, or another node has the same address
     * @throws IOException if the port for other nodes cannot be listened on
     */
    void start(Router lanes) throws LogFailure, IOException {
        router = lanes;
        server.start();
        membership.start(lanes);
        LOG.info("This coordinator is {} of its cluster; others reach it at {}", table.self(), settings.address());
    }

    /** Gives the lanes back, while the fronts still serve. */
    void leave() {
        membership.leave();
    }

    void close() {
        membership.close();
        server.close();
        peers.close();
    }
}
