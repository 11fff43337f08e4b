// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import io.holdfast.coordinator.log.LaneWalk.Row;
import io.holdfast.coordinator.port.TransactionFilter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The statements of one request, and what they have cost: past a number of rows, or some time, a request answers with what
 * it has. Used by one thread.
 */
final class SearchWork implements AutoCloseable {
    private static final int MOST_ROWS = 20_000;
    private static final long MOST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final String NEWEST = "SELECT tx_id, begun_at FROM global_transaction WHERE tx_id BETWEEN ? AND ?"
            + " ORDER BY tx_id DESC LIMIT 1";
    private static final String OLDEST =
            "SELECT tx_id, begun_at FROM global_transaction WHERE tx_id BETWEEN ? AND ?" + " ORDER BY tx_id LIMIT 1";

    private final TransactionFilter filter;
    private final Candidates candidates;
    private final long startedNanos = System.nanoTime();
    private final PreparedStatement pieces;
    private final PreparedStatement newest;
    private final PreparedStatement oldest;
    private int rows;

    SearchWork(Connection connection, TransactionFilter filter, Candidates candidates) throws SQLException {
        this.filter = filter;
        this.candidates = candidates;
        this.pieces = connection.prepareStatement(candidates.sql());
        this.newest = connection.prepareStatement(NEWEST);
        this.oldest = connection.prepareStatement(OLDEST);
    }

    TransactionFilter filter() {
        return filter;
    }

    boolean isEnough() {
        return rows >= MOST_ROWS || System.nanoTime() - startedNanos >= MOST_NANOS;
    }

    List<Row> piece(long lowest, long highest, int limit) throws SQLException {
        int place = 1;
        for (Object value : candidates.values(lowest, highest, limit)) {
            pieces.setObject(place++, value);
        }
        List<Row> read = new ArrayList<>(limit);
        try (ResultSet found = pieces.executeQuery()) {
            while (found.next()) {
                read.add(new Row(found.getLong(1), found.getLong(2), found.getInt(3) != 0));
            }
        }
        rows += read.size();
        return read;
    }

    /** The transaction of the highest id in a range; null if there is none. */
    Row newest(long lowest, long highest) throws SQLException {
        return one(newest, lowest, highest);
    }

    /** The transaction of the lowest id in a range; null if there is none. */
    Row oldest(long lowest, long highest) throws SQLException {
        return one(oldest, lowest, highest);
    }

    private Row one(PreparedStatement statement, long lowest, long highest) throws SQLException {
        rows++;
        statement.setLong(1, lowest);
        statement.setLong(2, highest);
        return LaneWalk.row(statement);
    }

    @Override
    public void close() throws SQLException {
        pieces.close();
        newest.close();
        oldest.close();
    }
}
