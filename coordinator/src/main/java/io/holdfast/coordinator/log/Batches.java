// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import io.holdfast.coordinator.port.LogFailure;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Group commit among lanes: those that want something written while another one is being written are written together next,
 * in one database transaction, by the thread of the first of them. So a node's lanes cost a database as much as one. Safe for any
 * thread.
 *
 * <p>A lane that has another owner, or whose rows are locked or wrong, fails alone: what can be rolled back is tried again,
 * lane by lane. Had it been committed all the same, the keys of its records would refuse it a second time. Where nothing can
 * be rolled back any more, all fail (I18).
 */
final class Batches implements AutoCloseable {
    /** The server hangs up on who is silent for long. */
    private static final long IDLE_NANOS = Duration.ofMillis(500).toNanos();

    private static final int ANSWERS_WITHIN_SECONDS = 1;
    /** What is written together must end before the server is given up; one batch is some two thousand at most. */
    private static final int MOST_RECORDS = 4_000;

    private final Dialect dialect;
    private final Opening opening;
    // Under the lock of this.
    private final List<LaneBatch> waiting = new ArrayList<>();
    private boolean isWriting;

    // Of the thread that writes; one writes after the other.
    private BatchConnection connection;
    private long usedAtNanos;

    /** Where a connection comes from. */
    interface Opening {
        BatchConnection open() throws SQLException;
    }

    Batches(Dialect dialect, Opening opening) {
        this.dialect = dialect;
        this.opening = opening;
    }

    /**
     * Waits until it is durable.
     *
     * @throws LogFailure if it may not be
     */
    void append(LaneBatch batch) throws LogFailure {
        if (!isFirst(batch)) {
            batch.await();
        }
        if (!batch.isOver()) {
            writeAllThatWait();
        }
        batch.throwIfFailed();
    }

    private synchronized boolean isFirst(LaneBatch batch) {
        waiting.add(batch);
        boolean first = !isWriting;
        isWriting = true;
        return first;
    }

    /** Whoever has come meanwhile is next: nobody writes for the others twice. */
    private void writeAllThatWait() {
        List<LaneBatch> together = takeWaiting();
        try {
            write(together);
        } finally {
            LaneBatch next = next();
            together.forEach(LaneBatch::endWithoutWord);
            if (next != null) {
                next.endWait();
            }
        }
    }

    /**
     * Whoever waited longest, and others as long as it does not become too much; in the order of their lanes: two nodes that
     * both believe to own them must not wait for each other.
     */
    private synchronized List<LaneBatch> takeWaiting() {
        int records = 0;
        int count = 0;
        while (count < waiting.size()
                && (count == 0 || records + waiting.get(count).size() <= MOST_RECORDS)) {
            records += waiting.get(count).size();
            count++;
        }
        List<LaneBatch> first = waiting.subList(0, count);
        List<LaneBatch> together = new ArrayList<>(first);
        first.clear();
        together.sort(Comparator.comparingInt(LaneBatch::lane));
        return together;
    }

    /** Null if nobody waits. */
    private synchronized LaneBatch next() {
        isWriting = !waiting.isEmpty();
        return isWriting ? waiting.get(0) : null;
    }

    private void write(List<LaneBatch> together) {
        BatchConnection on = null;
        try {
            on = connection();
            if (!on.write(together)) {
                throw together.get(0).takenOver(); // If there are others, each is tried alone: it may be one of them.
            }
        } catch (SQLException | LogFailure failure) {
            if (on != null && together.size() > 1 && isRolledBack(on)) {
                together.forEach(batch -> write(List.of(batch)));
            } else {
                fail(together, failure);
            }
            return;
        }
        usedAtNanos = System.nanoTime();
        for (LaneBatch batch : together) {
            dialect.acknowledged(batch.lane(), batch.epoch(), batch.after().batches());
            batch.written();
        }
    }

    private static boolean isRolledBack(BatchConnection on) {
        try {
            on.rollback();
            return true;
        } catch (SQLException lost) {
            return false;
        }
    }

    private void fail(List<LaneBatch> together, Exception failure) {
        dialect.mistrust();
        dropConnection();
        for (LaneBatch batch : together) {
            batch.failed(
                    failure instanceof LogFailure known
                            ? known
                            : JdbcTransactionLog.failure(
                                    dialect,
                                    "a batch of " + batch.size() + " records of lane " + batch.lane()
                                            + " may not be durable",
                                    (SQLException) failure));
        }
    }

    private BatchConnection connection() throws SQLException {
        if (connection != null
                && dialect.isShared()
                && System.nanoTime() - usedAtNanos > IDLE_NANOS
                && !connection.lives(ANSWERS_WITHIN_SECONDS)) {
            dropConnection();
        }
        if (connection == null) {
            connection = opening.open();
            usedAtNanos = System.nanoTime();
        }
        return connection;
    }

    private void dropConnection() {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }

    /** Called when no lane appends any more. */
    @Override
    public void close() {
        dropConnection();
    }
}
