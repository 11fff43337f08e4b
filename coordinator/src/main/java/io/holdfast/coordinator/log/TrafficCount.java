// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import io.holdfast.coordinator.log.SharedConnection.Question;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.model.Xid;
import io.holdfast.coordinator.port.LogFailure;
import io.holdfast.coordinator.port.TransactionSearch.Lane;
import io.holdfast.coordinator.port.TransactionSearch.OpenByState;
import io.holdfast.coordinator.port.TransactionSearch.Traffic;
import io.holdfast.coordinator.port.TransactionSearch.Undecided;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Counts what is going on, in at most so many of each lane's newest and oldest open rows. The count is kept for a second,
 * or for twenty times what it took: however many ask, it takes a twentieth of one processor at most. Safe for any thread.
 */
final class TrafficCount {
    private static final long KEPT_NANOS = 900_000_000;
    private static final int MOST_ROWS = 20_000;
    private static final long WINDOW_MILLIS = 10_000;

    private static final String RECENT = "SELECT COUNT(*), MIN(begun_at),"
            + " SUM(CASE WHEN status = 'CONFIRMED' THEN 1 ELSE 0 END), SUM(CASE WHEN status = 'CANCELLED' THEN 1 ELSE 0 END)"
            + " FROM (SELECT begun_at, status FROM global_transaction WHERE tx_id BETWEEN ? AND ?"
            + " ORDER BY tx_id DESC LIMIT ?) AS newest WHERE begun_at >= ?";
    private static final String OPEN = "SELECT COUNT(*), SUM(committed), SUM(cancelled), SUM(parked),"
            + " MIN(CASE WHEN committed + cancelled = 0 THEN tx_id END) FROM (SELECT t.tx_id,"
            + " CASE WHEN EXISTS (SELECT 1 FROM transaction_log AS d WHERE d.tx_id = t.tx_id AND d.kind = 'COMMIT')"
            + " THEN 1 ELSE 0 END AS committed,"
            + " CASE WHEN EXISTS (SELECT 1 FROM transaction_log AS d WHERE d.tx_id = t.tx_id AND d.kind = 'CANCEL')"
            + " THEN 1 ELSE 0 END AS cancelled,"
            + " CASE WHEN " + Candidates.PARKED + " THEN 1 ELSE 0 END AS parked"
            + " FROM global_transaction AS t WHERE t.finished_at IS NULL AND t.tx_id BETWEEN ? AND ?"
            + " ORDER BY t.tx_id LIMIT ?) AS oldest";

    /** Whoever has a connection. */
    interface Reader {
        Traffic ask(Question<Traffic> question) throws LogFailure;
    }

    private final LongSupplier clock;
    private Traffic last;
    private long keptUntilNanos;

    /** @param clock milliseconds since 1970 */
    TrafficCount(LongSupplier clock) {
        this.clock = clock;
    }

    synchronized Traffic recent(Reader reader) throws LogFailure {
        long started = System.nanoTime();
        if (last == null || started - keptUntilNanos > 0) {
            last = reader.ask(this::count);
            long ended = System.nanoTime();
            keptUntilNanos = ended + Math.max(KEPT_NANOS, 20 * (ended - started));
        }
        return last;
    }

    /** What is being added up, over all lanes; the first three per second. */
    private static final class Sums {
        private double begun;
        private double confirmed;
        private double cancelled;
        private long counted;
        private long confirming;
        private long cancelling;
        private long parked;
        private Undecided oldest;
    }

    private Traffic count(Connection on) throws SQLException {
        long now = clock.getAsLong();
        List<Lane> lanes = OwnersReader.lanes(on);
        int most = Math.max(500, MOST_ROWS / Math.max(1, lanes.size()));
        Sums sums = new Sums();
        long open = 0;
        for (Lane lane : lanes) {
            open += lane.openTransactions();
            countRecent(on, lane.lane(), most, now, sums);
            if (lane.openTransactions() > 0) {
                countOpen(on, lane.lane(), most, sums);
            }
        }
        OpenByState byState = new OpenByState(
                sums.counted - sums.confirming - sums.cancelling,
                sums.confirming,
                sums.cancelling,
                sums.parked,
                sums.counted >= open);
        return new Traffic(now, sums.begun, sums.confirmed, sums.cancelled, open, byState, sums.oldest);
    }

    private static void countRecent(Connection on, int lane, int most, long now, Sums sums) throws SQLException {
        try (PreparedStatement count = on.prepareStatement(RECENT)) {
            bind(count, lane, most);
            count.setLong(4, now - WINDOW_MILLIS);
            try (ResultSet row = count.executeQuery()) {
                row.next();
                long window = row.getInt(1) < most ? WINDOW_MILLIS : Math.max(1, now - row.getLong(2));
                double seconds = window / 1000.0;
                sums.begun += row.getLong(1) / seconds;
                sums.confirmed += row.getLong(3) / seconds;
                sums.cancelled += row.getLong(4) / seconds;
            }
        }
    }

    private static void bind(PreparedStatement count, int lane, int most) throws SQLException {
        count.setLong(1, LaneWalk.startOf(lane));
        count.setLong(2, LaneWalk.endOf(lane));
        count.setInt(3, most);
    }

    private static void countOpen(Connection on, int lane, int most, Sums sums) throws SQLException {
        try (PreparedStatement count = on.prepareStatement(OPEN)) {
            bind(count, lane, most);
            try (ResultSet row = count.executeQuery()) {
                row.next();
                sums.counted += row.getLong(1);
                sums.confirming += row.getLong(2);
                sums.cancelling += row.getLong(3);
                sums.parked += row.getLong(4);
                long undecided = row.getLong(5);
                if (!row.wasNull()) {
                    sums.oldest = older(sums.oldest, undecided(on, undecided));
                }
            }
        }
    }

    private static Undecided undecided(Connection on, long id) throws SQLException {
        try (PreparedStatement read =
                on.prepareStatement("SELECT address, name, begun_at FROM global_transaction WHERE tx_id = ?")) {
            read.setLong(1, id);
            try (ResultSet row = read.executeQuery()) {
                return row.next()
                        ? new Undecided(
                                new Xid(row.getString(1), new TransactionId(id)), row.getString(2), row.getLong(3))
                        : null;
            }
        }
    }

    private static Undecided older(Undecided one, Undecided other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return other.begunAtMillis() < one.begunAtMillis() ? other : one;
    }
}
