// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import io.holdfast.coordinator.model.LogRecord;
import io.holdfast.coordinator.model.LogRecord.Begun;
import io.holdfast.coordinator.port.LogFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * What a lane wants to have written, and what became of it. Made by the lane's thread, which then waits; what becomes of it
 * is said by the thread that writes, before it ends the wait.
 */
final class LaneBatch {
    private final int lane;
    private final int epoch;
    private final Tally after;
    private final List<LogRecord> records;
    private final List<LogRow> rows;
    private final CountDownLatch wait = new CountDownLatch(1);
    private boolean written;
    private LogFailure failure;

    /** @param after what the lane's log holds once this is in it */
    LaneBatch(int lane, int epoch, Tally after, List<LogRecord> records, RecordCodec codec) {
        this.lane = lane;
        this.epoch = epoch;
        this.after = after;
        this.records = records;
        this.rows = new ArrayList<>(records.size());
        for (LogRecord record : records) {
            if (!(record instanceof Begun)) {
                rows.add(codec.toRow(record));
            }
        }
    }

    int lane() {
        return lane;
    }

    int epoch() {
        return epoch;
    }

    Tally after() {
        return after;
    }

    List<LogRecord> records() {
        return records;
    }

    /** Of all records but {@code Begun}. */
    List<LogRow> rows() {
        return rows;
    }

    void written() {
        written = true;
    }

    void failed(LogFailure why) {
        failure = why;
    }

    /** Whether it is known what became of it. */
    boolean isOver() {
        return written || failure != null;
    }

    /** Until it is over, or its own thread has to write. */
    void await() {
        boolean interrupted = false;
        while (true) {
            try {
                wait.await();
                break;
            } catch (InterruptedException notNow) {
                interrupted = true; // What becomes of a batch has to be known.
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Its own thread is to write. */
    void endWait() {
        wait.countDown();
    }

    /** Whoever was to write is done; if he has not said what became of it, nobody knows. */
    void endWithoutWord() {
        if (!isOver()) {
            failed(new LogFailure("a batch of " + records.size() + " records of lane " + lane
                    + " may not be durable: it was given up by a bug"));
        }
        wait.countDown();
    }

    void throwIfFailed() throws LogFailure {
        if (failure != null) {
            throw failure;
        }
    }
}
