// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import io.holdfast.coordinator.model.LogRecord;
import io.holdfast.coordinator.model.LogRecord.Begun;
import io.holdfast.coordinator.model.LogRecord.Finished;
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
    private final int size;
    private final List<Begun> begun = new ArrayList<>();
    private final List<LogRow> rows;
    private final List<Finished> finished = new ArrayList<>();
    private final CountDownLatch wait = new CountDownLatch(1);
    private boolean written;
    private LogFailure failure;

    /** @param after what the lane's log holds once this is in it */
    LaneBatch(int lane, int epoch, Tally after, List<LogRecord> records, RecordCodec codec) {
        this.lane = lane;
        this.epoch = epoch;
        this.after = after;
        this.size = records.size();
        this.rows = new ArrayList<>(size);
        for (LogRecord record : records) {
            if (record instanceof Begun begin) {
                begun.add(begin);
                continue;
            }
            rows.add(codec.toRow(record));
            if (record instanceof Finished end) {
                finished.add(end);
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

    /** How many records it has. */
    int size() {
        return size;
    }

    List<Begun> begun() {
        return begun;
    }

    /** Of all records but {@code Begun}. */
    List<LogRow> rows() {
        return rows;
    }

    List<Finished> finished() {
        return finished;
    }

    LogFailure takenOver() {
        return new LogFailure(
                "lane " + lane + " was taken over by another owner: epoch " + epoch + " may write no more (I21)");
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
            failed(new LogFailure("a batch of " + size + " records of lane " + lane
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
