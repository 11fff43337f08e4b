// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import io.holdfast.coordinator.port.ClusterView;
import io.holdfast.coordinator.port.ClusterView.LaneRow;
import io.holdfast.coordinator.port.ClusterView.Node;
import io.holdfast.coordinator.port.LaneTable;
import io.holdfast.coordinator.port.LogFailure;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The tables {@code node} and {@code lane} as all coordinators on the same database see them. Owns one connection. */
final class JdbcLaneTable implements LaneTable {
    private static final int SECRET_BYTES = 32;
    private static final String LANE = "SELECT lane_id, owner, epoch, heartbeat FROM lane";

    private final String self;
    private final String address;
    private final SharedConnection connection;
    private long beats;

    /** @param address {@code host:port} where other coordinators reach this one */
    JdbcLaneTable(Dialect dialect, String self, String address) {
        this.connection = new SharedConnection(dialect);
        this.self = self;
        this.address = address;
    }

    @Override
    public String self() {
        return self;
    }

    @Override
    public int lanes(int wanted) throws LogFailure {
        return connection.ask("the lanes cannot be counted", on -> {
            int there = JdbcTransactionLog.countLanes(on);
            try (PreparedStatement add = on.prepareStatement(
                    "INSERT IGNORE INTO lane (lane_id, owner, epoch, heartbeat) VALUES (?, '', 0, 0)")) {
                // The highest first: whoever counts meanwhile counts right.
                for (int lane = wanted - 1; there == 0 && lane >= 0; lane--) {
                    add.setInt(1, lane);
                    add.executeUpdate();
                }
            }
            return JdbcTransactionLog.countLanes(on);
        });
    }

    @Override
    public ClusterView beat(boolean leaving) throws LogFailure {
        return connection.ask("its coordinators cannot be read", on -> {
            sayThatThisLives(on, leaving);
            return new ClusterView(nodes(on), lanes(on));
        });
    }

    private void sayThatThisLives(Connection on, boolean leaving) throws SQLException {
        try (PreparedStatement say = on.prepareStatement("INSERT INTO node"
                + " (node_id, peer_address, beats, leaving, seen_at) VALUES (?, ?, ?, ?, CURRENT_TIMESTAMP(3))"
                + " ON DUPLICATE KEY UPDATE"
                + " beats = VALUES(beats), leaving = VALUES(leaving), seen_at = VALUES(seen_at)")) {
            say.setString(1, self);
            say.setString(2, address);
            say.setLong(3, ++beats);
            say.setBoolean(4, leaving);
            say.executeUpdate();
        }
    }

    private static List<Node> nodes(Connection on) throws SQLException {
        List<Node> nodes = new ArrayList<>();
        try (PreparedStatement read =
                        on.prepareStatement("SELECT node_id, peer_address, beats, leaving FROM node ORDER BY node_id");
                ResultSet rows = read.executeQuery()) {
            while (rows.next()) {
                nodes.add(new Node(rows.getString(1), rows.getString(2), rows.getLong(3), rows.getBoolean(4)));
            }
        }
        return nodes;
    }

    private static List<LaneRow> lanes(Connection on) throws SQLException {
        List<LaneRow> lanes = new ArrayList<>();
        try (PreparedStatement read = on.prepareStatement(LANE + " ORDER BY lane_id");
                ResultSet rows = read.executeQuery()) {
            while (rows.next()) {
                lanes.add(lane(rows));
            }
        }
        return lanes;
    }

    private static LaneRow lane(ResultSet row) throws SQLException {
        return new LaneRow(row.getInt(1), row.getString(2), row.getInt(3), row.getLong(4));
    }

    @Override
    public LaneRow read(int lane) throws LogFailure {
        return connection.ask("lane " + lane + " cannot be read", on -> {
            try (PreparedStatement read = on.prepareStatement(LANE + " WHERE lane_id = ?")) {
                read.setInt(1, lane);
                try (ResultSet row = read.executeQuery()) {
                    return row.next() ? lane(row) : null;
                }
            }
        });
    }

    @Override
    public void giveBack(int lane, int epoch) throws LogFailure {
        connection.ask("lane " + lane + " cannot be given back", on -> {
            try (PreparedStatement free =
                    on.prepareStatement("UPDATE lane SET owner = '' WHERE lane_id = ? AND epoch = ? AND owner = ?")) {
                free.setInt(1, lane);
                free.setInt(2, epoch);
                free.setString(3, self);
                return free.executeUpdate();
            }
        });
    }

    @Override
    public void leave() throws LogFailure {
        forget(self);
    }

    @Override
    public void forget(String node) throws LogFailure {
        connection.ask("a coordinator cannot be taken off the list", on -> {
            try (PreparedStatement remove = on.prepareStatement("DELETE FROM node WHERE node_id = ?")) {
                remove.setString(1, node);
                return remove.executeUpdate();
            }
        });
    }

    @Override
    public byte[] secret() throws LogFailure {
        return connection.ask("the coordinators' secret cannot be read", on -> {
            byte[] mine = new byte[SECRET_BYTES];
            new SecureRandom().nextBytes(mine);
            try (PreparedStatement first =
                            on.prepareStatement("INSERT IGNORE INTO cluster_secret (id, secret) VALUES (1, ?)");
                    PreparedStatement read = on.prepareStatement("SELECT secret FROM cluster_secret WHERE id = 1")) {
                first.setBytes(1, mine);
                first.executeUpdate();
                try (ResultSet row = read.executeQuery()) {
                    row.next();
                    return row.getBytes(1);
                }
            }
        });
    }

    @Override
    public void close() {
        connection.close();
    }
}
