// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import io.holdfast.coordinator.model.TransactionId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Walks through one lane for a search, from newer to older ids, by pieces. Used by one thread.
 *
 * <p>There is no index on the time of a begin, and none is needed: within one epoch of a lane the ids and these times rise
 * together, because an epoch belongs to one process, whose clock never goes back. So the end of a time range is found by
 * halving. From one epoch to the next a clock may have been set back.
 */
final class LaneWalk {
    /** How far a clock may have been set back and its transactions are still found by time. */
    private static final long SET_BACK_MILLIS = 3 * 3_600_000L;

    private static final int MOST = 1_000;
    private static final int LEAST = 8;
    /** How long a piece should take: between pieces a request can stop, and not within one. */
    private static final long PIECE_NANOS = 10_000_000;

    /** A row that may be met. */
    record Row(long id, long begunAtMillis, boolean isMet) {}

    private final SearchWork work;
    private final long start;
    private final Long fromMillis;
    private final Long toMillis;
    private final Deque<Row> rows = new ArrayDeque<>();
    /** Ids from here down have not been read. */
    private long highest;
    /** The lowest id of the epoch that is being walked through; above {@link #highest} if that is still to be found. */
    private long epochStart = Long.MAX_VALUE;

    private int piece;

    /** @param below where to begin: with ids smaller than this */
    LaneWalk(SearchWork work, int lane, long below, int piece) {
        this.work = work;
        this.start = startOf(lane);
        this.fromMillis = work.filter().fromMillis();
        this.toMillis = work.filter().toMillis();
        this.highest = below - 1;
        this.piece = piece;
    }

    static long startOf(int lane) {
        return (long) lane << 55;
    }

    /** Where a walk through all of a lane begins. */
    static long endOf(int lane) {
        return startOf(lane) | ((1L << 55) - 1);
    }

    /** The newest row that is left; null after the last, or if {@link #isToRead}. */
    Row peek() {
        return rows.peekFirst();
    }

    Row take() {
        return rows.pollFirst();
    }

    /** Whether nobody knows the newest row that is left before {@link #read}. */
    boolean isToRead() {
        return rows.isEmpty() && highest >= start;
    }

    /** Reads on, until there is a row or the lane is done. */
    void read() throws SQLException {
        while (isToRead()) {
            if (epochStart > highest && !enterEpoch()) {
                continue;
            }
            readPiece();
        }
    }

    /** All of the lane is one epoch as long as nobody asks for times. */
    private boolean enterEpoch() throws SQLException {
        if (fromMillis == null && toMillis == null) {
            epochStart = start;
            return true;
        }
        Row newest = work.newest(start, highest);
        if (newest == null || (fromMillis != null && newest.begunAtMillis() < fromMillis - SET_BACK_MILLIS)) {
            highest = start - 1;
            return false;
        }
        long first = startOfEpoch(newest.id());
        highest = toMillis == null || newest.begunAtMillis() <= toMillis
                ? newest.id()
                : lastUntil(toMillis, first, newest.id());
        epochStart = highest < first ? Long.MAX_VALUE : first;
        return highest >= first;
    }

    private static long startOfEpoch(long id) {
        TransactionId newest = new TransactionId(id);
        return startOf(newest.lane()) | ((long) newest.epoch() << 35);
    }

    /** The last id of an epoch that began until then; one less than its first if there is none. */
    private long lastUntil(long millis, long first, long late) throws SQLException {
        long until = first - 1;
        long after = late;
        while (after - until > 1) {
            long middle = until + (after - until) / 2;
            Row found = work.oldest(middle, after);
            if (found == null || found.begunAtMillis() > millis) {
                after = middle;
            } else {
                until = found.id();
            }
        }
        return until;
    }

    private void readPiece() throws SQLException {
        int asked = piece;
        long startedNanos = System.nanoTime();
        List<Row> found = work.piece(epochStart, highest, asked);
        piece = nextPiece(asked, System.nanoTime() - startedNanos);
        int read = 0;
        for (Row row : found) {
            read++;
            if (fromMillis != null && row.begunAtMillis() < fromMillis) {
                endOfEpoch();
                return;
            }
            rows.addLast(row);
            highest = row.id() - 1;
        }
        if (read < asked) {
            endOfEpoch();
        }
    }

    /** Grows as long as pieces are read fast: rows that are not in memory may take a hundred times as long as others. */
    private static int nextPiece(int last, long tookNanos) {
        long inTime = last * PIECE_NANOS / Math.max(1, tookNanos);
        return (int) Math.max(LEAST, Math.min(inTime, Math.min(MOST, 4L * last)));
    }

    private void endOfEpoch() {
        highest = epochStart - 1;
        epochStart = Long.MAX_VALUE;
    }

    boolean isDone() {
        return rows.isEmpty() && highest < start;
    }

    /** Where another walk has to begin to go on. */
    long below() {
        return rows.isEmpty() ? highest + 1 : rows.peekFirst().id() + 1;
    }

    static Row row(PreparedStatement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            return row.next() ? new Row(row.getLong(1), row.getLong(2), false) : null;
        }
    }
}
