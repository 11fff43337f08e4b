// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.watch;

import io.holdfast.coordinator.model.LogRecord;
import io.holdfast.coordinator.port.LaneLog;
import io.holdfast.coordinator.port.LogFailure;
import java.util.List;
import java.util.function.Consumer;

/** One lane's share of the log, and what is counted there. Used by the lane's thread only. */
final class WatchedLaneLog implements LaneLog {
    private final int lane;
    private final LaneLog log;
    private final LogWatch watch;
    private final LaneTally tally = new LaneTally();

    WatchedLaneLog(int lane, LaneLog log, LogWatch watch) {
        this.lane = lane;
        this.log = log;
        this.watch = watch;
    }

    @Override
    public int epoch() {
        return log.epoch();
    }

    @Override
    public void replay(Consumer<LogRecord> reader) throws LogFailure {
        try {
            log.replay(record -> {
                tally.add(record);
                reader.accept(record);
            });
        } catch (LogFailure failure) {
            watch.failed(LogWatch.Operation.READ);
            throw failure;
        }
        watch.serves(lane, tally);
    }

    @Override
    public void append(List<LogRecord> batch) throws LogFailure {
        long started = System.nanoTime();
        try {
            log.append(batch);
        } catch (LogFailure failure) {
            watch.failed(LogWatch.Operation.APPEND);
            throw failure;
        }
        watch.appended(batch, System.nanoTime() - started);
        tally.add(batch);
    }

    @Override
    public void close() {
        watch.serveNoMore(lane, tally);
        log.close();
    }
}
