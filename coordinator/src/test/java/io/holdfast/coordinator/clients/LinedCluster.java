// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.clients;

import io.holdfast.coordinator.clients.ClusterLoad.Shop;
import io.holdfast.coordinator.faults.Line;
import io.holdfast.coordinator.faults.MySqlLine;
import io.holdfast.sql.testing.MySqlServer;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/**
 * Three coordinators on one MySQL, where everything that one says to another, to the database, or to either of two clients
 * goes over a line that can be cut. For one thread.
 *
 * <p>The first client comes by the address that stands in xids, so that it finds the coordinator that an xid names; to the
 * second one they are strangers' addresses, and it asks anybody.
 */
final class LinedCluster implements AutoCloseable {
    static final int NODES = 3;
    private static final int LANES = 12;
    /** Where the lines to the clients are: Linux takes all of 127/8 for this machine. */
    private static final List<String> CLIENTS_SEE = List.of("127.0.0.2", "127.0.0.3");

    private static final Duration LEASE = Duration.ofSeconds(3);
    private static final Duration SOON = Duration.ofSeconds(30);

    /**
     * A coordinator and the lines to it.
     *
     * @param others from the other coordinators
     * @param clients from the two clients
     */
    record Node(CoordinatorProcess process, Line database, Line others, List<Line> clients) {
        String peerAddress() {
            return "127.0.0.1:" + others.port();
        }

        String addressFor(int client) {
            return CLIENTS_SEE.get(client) + ":" + process.seataPort();
        }
    }

    private final MySqlServer database = MySqlServer.start();
    private final List<Node> nodes = new ArrayList<>();

    /** Starts all, and waits until they share the lanes. */
    static LinedCluster start() throws IOException {
        LinedCluster cluster = new LinedCluster();
        boolean started = false;
        try {
            for (int i = 0; i < NODES; i++) {
                cluster.startNode(i);
            }
            cluster.nodes.forEach(node -> node.process().awaitReady());
            cluster.awaitEvenShares();
            started = true;
        } finally {
            if (!started) {
                cluster.close();
            }
        }
        return cluster;
    }

    private void startNode(int number) throws IOException {
        String url = database.jdbcUrl("holdfast");
        Line toDatabase = Line.to(MySqlLine.port(url));
        int peerPort = CoordinatorProcess.freePort();
        Line fromOthers = Line.to(peerPort);
        CoordinatorProcess process = new CoordinatorProcess(
                FreshDirectory.of("lined-node-" + number),
                "--holdfast.log.url=" + MySqlLine.through(toDatabase, url),
                "--holdfast.log.username=" + database.user(),
                "--holdfast.log.password=" + database.password(),
                "--holdfast.log.timeout=2s",
                "--holdfast.seata.advertised-host=" + CLIENTS_SEE.get(0),
                "--holdfast.cluster.port=" + peerPort,
                "--holdfast.cluster.advertised-port=" + fromOthers.port(),
                "--holdfast.cluster.lease=" + LEASE.toMillis() + "ms",
                "--holdfast.phase-two.max-backoff=2s",
                "--holdfast.phase-two.parked-backoff=2s");
        List<Line> toClients = CLIENTS_SEE.stream()
                .map(host -> Line.of(host, process.seataPort()))
                .toList();
        nodes.add(new Node(process, toDatabase, fromOthers, toClients));
        process.start();
    }

    List<Node> nodes() {
        return nodes;
    }

    Node node(int number) {
        return nodes.get(number);
    }

    List<Line> lines() {
        List<Line> all = new ArrayList<>();
        for (Node node : nodes) {
            all.add(node.database());
            all.add(node.others());
            all.addAll(node.clients());
        }
        return all;
    }

    void healAll() {
        lines().forEach(Line::heal);
    }

    /** @param timeoutMillis when a client gives up waiting for an answer */
    ClusterLoad startLoad(ClientVersion second, int timeoutMillis, Duration patience) throws IOException {
        return ClusterLoad.start(
                patience, ClusterLoad.CALLERS, timeoutMillis, shop(ClientVersion.SEATA_2_6_0, 0), shop(second, 1));
    }

    private Shop shop(ClientVersion version, int client) {
        return new Shop(
                version, nodes.stream().map(node -> node.addressFor(client)).collect(Collectors.joining(";")));
    }

    /** The epochs of all lanes, in their order: one is raised whenever a lane is taken. */
    List<Integer> epochs() throws SQLException {
        List<Integer> epochs = new ArrayList<>();
        ask("SELECT epoch FROM lane ORDER BY lane_id", row -> epochs.add(row.getInt(1)));
        return epochs;
    }

    /** How many lanes a coordinator has, as the log says. */
    int lanesOf(Node node) throws SQLException {
        Map<String, Integer> lanes = new TreeMap<>();
        ask(
                "SELECT node.peer_address, COUNT(*) FROM lane JOIN node ON lane.owner = node.node_id"
                        + " GROUP BY node.peer_address",
                row -> lanes.put(row.getString(1), row.getInt(2)));
        return lanes.getOrDefault(node.peerAddress(), 0);
    }

    /** @return how long that took */
    Duration awaitLanes(Node node, int count) {
        long started = System.nanoTime();
        Awaitility.await("the node has " + count + " lanes")
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> lanesOf(node) == count);
        return Duration.ofNanos(System.nanoTime() - started);
    }

    /** @return how long that took */
    Duration awaitEvenShares() {
        long started = System.nanoTime();
        nodes.forEach(node -> awaitLanes(node, LANES / NODES));
        return Duration.ofNanos(System.nanoTime() - started);
    }

    private interface Reader {
        void read(ResultSet row) throws SQLException;
    }

    private void ask(String question, Reader reader) throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                        database.jdbcUrl("holdfast"), database.user(), database.password());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(question)) {
            while (rows.next()) {
                reader.read(rows);
            }
        }
    }

    @Override
    public void close() {
        nodes.forEach(node -> node.process().close());
        lines().forEach(Line::close);
        database.close();
    }
}
