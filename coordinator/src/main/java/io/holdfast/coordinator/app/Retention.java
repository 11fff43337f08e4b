// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.app;

import io.holdfast.coordinator.log.JdbcTransactionLog;
import io.holdfast.coordinator.port.LogFailure;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has transactions deleted that ended longer ago than they are to be kept, of the lanes that are served here. Owns a thread,
 * which leaves the log alone for a while after every few of them.
 */
final class Retention implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
    private static final Duration AFTER_A_FEW = Duration.ofMillis(100);
    private static final Duration AFTER_ALL = Duration.ofMinutes(1);
    /** What takes longer fails, and is tried again after the next start. */
    private static final Duration LONGEST_DELETE = Duration.ofSeconds(5);

    private final JdbcTransactionLog log;
    private final Supplier<List<Integer>> lanes;
    private final Duration keep;
    private final LongSupplier clock;
    private final Thread thread = new Thread(this::run, "holdfast-retention");
    private volatile boolean closed;

    /**
     * @param lanes that are served here now
     * @param keep how long
     * @param clock milliseconds since 1970
     */
    Retention(JdbcTransactionLog log, Supplier<List<Integer>> lanes, Duration keep, LongSupplier clock) {
        this.log = log;
        this.lanes = lanes;
        this.keep = keep;
        this.clock = clock;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        while (!closed) {
            Duration pause = isMoreToDo() ? AFTER_A_FEW : AFTER_ALL;
            long until = System.nanoTime() + pause.toNanos();
            for (long left = pause.toNanos(); left > 0 && !closed; left = until - System.nanoTime()) {
                LockSupport.parkNanos(this, left);
            }
        }
    }

    private boolean isMoreToDo() {
        long endedBeforeMillis = clock.getAsLong() - keep.toMillis();
        boolean more = false;
        for (int lane : lanes.get()) {
            if (closed) {
                return false;
            }
            try {
                more |= log.purge(lane, endedBeforeMillis);
            } catch (LogFailure failure) {
                LOG.warn(
                        "Old transactions of lane {} were not deleted, which is tried again: {}",
                        lane,
                        failure.getMessage());
                return false;
            } catch (RuntimeException bug) {
                LOG.error("old transactions of lane {} were not deleted", lane, bug);
                return false;
            }
        }
        return more;
    }

    /** Waits until the few that are just being deleted are: whoever stops the coordinator closes the log next. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            thread.join(LONGEST_DELETE.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
