// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.history;

import io.holdfast.coordinator.log.JdbcTransactionLog;
import io.holdfast.coordinator.model.BeginFacts;
import io.holdfast.coordinator.model.BranchFacts;
import io.holdfast.coordinator.model.BranchType;
import io.holdfast.coordinator.model.Cause;
import io.holdfast.coordinator.model.Decision;
import io.holdfast.coordinator.model.LogRecord;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.port.LaneLog;
import io.holdfast.coordinator.port.LogFailure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Fills an embedded log with finished transactions, through the coordinator's own log, so that every row is one that it
 * could have written. Runs inside the coordinator's program.
 *
 * <p>Arguments: the coordinator's data directory, and how many transactions. They begin evenly over the last day.
 */
public final class HistoryLoader {
    /** What opens each line that tells how far it is. */
    public static final String PROGRESS = "loaded: ";

    private static final int PER_BATCH = 2_000;
    private static final int BATCHES_PER_LINE = 25;
    private static final int BRANCHES = 3;
    private static final String ADDRESS = "127.0.0.1:8091";
    private static final BeginFacts FACTS =
            new BeginFacts("place-order(java.lang.String)", "holdfast-load", "holdfast-load", 60_000);
    private static final BranchFacts BRANCH = new BranchFacts(
            BranchType.TCC,
            "load-inventory",
            "holdfast-load",
            "holdfast-load:127.0.0.1:40000",
            "{\"actionContext\":{\"action-start-time\":1750000000000,\"actionName\":\"load-inventory\","
                    + "\"sys::prepare\":\"freeze\",\"sys::commit\":\"confirm\",\"sys::rollback\":\"cancel\","
                    + "\"orderNo\":\"O-0001\",\"quantity\":2}}");

    private final LaneLog lane;
    private long lastId;

    private HistoryLoader(LaneLog lane) {
        this.lane = lane;
    }

    public static void main(String[] arguments) throws LogFailure {
        Path file = Path.of(arguments[0]).resolve("holdfast.db");
        long count = Long.parseLong(arguments[1]);
        try (JdbcTransactionLog log = JdbcTransactionLog.embedded(file, "history", System::currentTimeMillis);
                LaneLog lane = log.take(0)) {
            new HistoryLoader(lane).load(count);
        }
    }

    private void load(long count) throws LogFailure {
        long first = System.currentTimeMillis() - TimeUnit.DAYS.toMillis(1);
        long written = 0;
        for (int batch = 1; written < count; batch++) {
            List<LogRecord> records = new ArrayList<>();
            for (int i = 0; i < PER_BATCH && written < count; i++, written++) {
                add(records, first + written * TimeUnit.DAYS.toMillis(1) / count);
            }
            lane.append(records);
            if (batch % BATCHES_PER_LINE == 0 || written == count) {
                System.out.println(PROGRESS + written);
            }
        }
    }

    private TransactionId nextId() {
        return TransactionId.of(0, lane.epoch(), ++lastId);
    }

    private void add(List<LogRecord> records, long beganMillis) {
        TransactionId id = nextId();
        records.add(new LogRecord.Begun(id, beganMillis, ADDRESS, FACTS));
        List<LogRecord.Acknowledgement> acknowledged = new ArrayList<>();
        int sequence = 1;
        long now = beganMillis;
        for (int i = 0; i < BRANCHES; i++) {
            long branch = nextId().value();
            records.add(new LogRecord.BranchRegistered(id, sequence++, ++now, branch, BRANCH));
            acknowledged.add(new LogRecord.Acknowledgement(branch, beganMillis + BRANCHES + 2, 1, 1));
        }
        records.add(new LogRecord.Decided(id, sequence++, ++now, Decision.COMMIT, Cause.CALLER));
        records.add(new LogRecord.Finished(id, sequence, now + 2, Decision.COMMIT, Cause.CALLER, acknowledged));
    }
}
