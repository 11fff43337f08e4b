// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import io.holdfast.coordinator.port.TransactionSearch.Lane;
import io.holdfast.coordinator.port.TransactionSearch.Node;
import io.holdfast.coordinator.port.TransactionSearch.Owners;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Reads who has which lane. */
final class OwnersReader {
    private OwnersReader() {}

    /** @param shared whether the log knows of coordinators */
    static Owners read(Connection on, boolean shared) throws SQLException {
        return new Owners(shared ? nodes(on) : List.of(), lanes(on));
    }

    private static List<Node> nodes(Connection on) throws SQLException {
        List<Node> nodes = new ArrayList<>();
        try (Statement read = on.createStatement();
                ResultSet rows = read.executeQuery("SELECT node_id, peer_address, leaving,"
                        + " CAST(1000 * UNIX_TIMESTAMP(seen_at) AS SIGNED),"
                        + " CAST(1000 * (UNIX_TIMESTAMP(CURRENT_TIMESTAMP(3)) - UNIX_TIMESTAMP(seen_at)) AS SIGNED)"
                        + " FROM node ORDER BY node_id")) {
            while (rows.next()) {
                nodes.add(new Node(
                        rows.getString(1), rows.getString(2), rows.getBoolean(3), rows.getLong(4), rows.getLong(5)));
            }
        }
        return nodes;
    }

    static List<Lane> lanes(Connection on) throws SQLException {
        List<Lane> lanes = new ArrayList<>();
        try (Statement read = on.createStatement();
                ResultSet rows = read.executeQuery(
                        "SELECT lane_id, owner, epoch, heartbeat, open_transactions FROM lane ORDER BY lane_id")) {
            while (rows.next()) {
                lanes.add(
                        new Lane(rows.getInt(1), rows.getString(2), rows.getInt(3), rows.getLong(4), rows.getLong(5)));
            }
        }
        return lanes;
    }
}
