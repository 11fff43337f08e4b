// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import io.holdfast.coordinator.port.TransactionSearch.Taking;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Which process had a lane when, in the table {@code lane_taken}. */
final class LaneTakings {
    /** For each lane; a process that starts again and again must not fill the disk. */
    private static final int KEPT = 1_000;

    private LaneTakings() {}

    /** Goes with the transaction that takes the lane. */
    static void write(Connection on, int lane, int epoch, String owner, long atMillis) throws SQLException {
        try (PreparedStatement forget = on.prepareStatement("DELETE FROM lane_taken WHERE lane_id = ? AND epoch <= ?");
                PreparedStatement add = on.prepareStatement(
                        "INSERT INTO lane_taken (lane_id, epoch, owner, taken_at) VALUES (?, ?, ?, ?)")) {
            forget.setInt(1, lane);
            forget.setInt(2, epoch - KEPT);
            forget.executeUpdate();
            add.setInt(1, lane);
            add.setInt(2, epoch);
            add.setString(3, owner);
            add.setLong(4, atMillis);
            add.executeUpdate();
        }
    }

    static List<Taking> read(Connection on, int lane, int sinceEpoch) throws SQLException {
        List<Taking> takings = new ArrayList<>();
        try (PreparedStatement read = on.prepareStatement(
                "SELECT epoch, owner, taken_at FROM lane_taken" + " WHERE lane_id = ? AND epoch >= ? ORDER BY epoch")) {
            read.setInt(1, lane);
            read.setInt(2, sinceEpoch);
            try (ResultSet rows = read.executeQuery()) {
                while (rows.next()) {
                    takings.add(new Taking(rows.getInt(1), rows.getString(2), rows.getLong(3)));
                }
            }
        }
        return takings;
    }
}
