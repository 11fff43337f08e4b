// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.clients;

import io.holdfast.coordinator.model.BeginFacts;
import io.holdfast.coordinator.model.BranchFacts;
import io.holdfast.coordinator.model.BranchType;
import io.holdfast.coordinator.model.Cause;
import io.holdfast.coordinator.model.Decision;
import io.holdfast.coordinator.model.LogRecord;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.port.LaneLog;
import io.holdfast.coordinator.port.LogFailure;
import io.holdfast.coordinator.port.TransactionLog;
import java.util.ArrayList;
import java.util.List;

/**
 * Transactions that nobody has ended, each with three branches of participants that are away: every other one undecided, and
 * the rest committed and not confirmed. Written through the coordinator's own log. For one thread.
 */
final class OpenTransactions {
    private static final int PER_BATCH = 1_000;
    private static final int BRANCHES = 3;
    private static final BeginFacts FACTS =
            new BeginFacts("place-order(java.lang.String)", "orders", "holdfast", 3_600_000);
    private static final BranchFacts BRANCH = new BranchFacts(
            BranchType.TCC,
            "away",
            "inventory",
            "inventory:127.0.0.1:40000",
            "{\"actionContext\":{\"action-start-time\":1750000000000,\"actionName\":\"away\","
                    + "\"sys::prepare\":\"freeze\",\"sys::commit\":\"confirm\",\"sys::rollback\":\"cancel\","
                    + "\"orderNo\":\"O-0001\",\"quantity\":2}}");

    private final LaneLog log;
    private final int lane;
    private final long now = System.currentTimeMillis();
    private long lastId;

    private OpenTransactions(LaneLog log, int lane) {
        this.log = log;
        this.lane = lane;
    }

    /** @param lanes over which they are spread, as evenly as it goes */
    static void write(TransactionLog log, int lanes, int count) throws LogFailure {
        for (int lane = 0; lane < lanes; lane++) {
            try (LaneLog taken = log.take(lane)) {
                new OpenTransactions(taken, lane).write(count / lanes + (lane < count % lanes ? 1 : 0));
            }
        }
    }

    private void write(int count) throws LogFailure {
        List<LogRecord> records = new ArrayList<>();
        for (int written = 1; written <= count; written++) {
            add(records, written % 2 == 0);
            if (written % PER_BATCH == 0 || written == count) {
                log.append(records);
                records.clear();
            }
        }
    }

    private TransactionId nextId() {
        return TransactionId.of(lane, log.epoch(), ++lastId);
    }

    private void add(List<LogRecord> records, boolean committed) {
        TransactionId id = nextId();
        records.add(new LogRecord.Begun(id, now, "127.0.0.1:8091", FACTS));
        for (int sequence = 1; sequence <= BRANCHES; sequence++) {
            records.add(new LogRecord.BranchRegistered(id, sequence, now, nextId().value(), BRANCH));
        }
        if (committed) {
            records.add(new LogRecord.Decided(id, BRANCHES + 1, now, Decision.COMMIT, Cause.CALLER));
        }
    }
}
