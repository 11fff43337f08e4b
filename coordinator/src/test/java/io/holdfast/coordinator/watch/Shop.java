// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.watch;

import io.holdfast.coordinator.model.BeginFacts;
import io.holdfast.coordinator.model.BranchFacts;
import io.holdfast.coordinator.model.BranchType;
import io.holdfast.coordinator.model.Cause;
import io.holdfast.coordinator.model.Decision;
import io.holdfast.coordinator.model.LogRecord;
import io.holdfast.coordinator.model.LogRecord.Acknowledgement;
import io.holdfast.coordinator.model.LogRecord.AttemptFailed;
import io.holdfast.coordinator.model.LogRecord.Begun;
import io.holdfast.coordinator.model.LogRecord.BranchParked;
import io.holdfast.coordinator.model.LogRecord.BranchRegistered;
import io.holdfast.coordinator.model.LogRecord.Decided;
import io.holdfast.coordinator.model.LogRecord.Finished;
import io.holdfast.coordinator.model.TransactionId;
import java.util.ArrayList;
import java.util.List;

/** One transaction of one branch, as the log has it: every record is given back to whoever writes it. */
final class Shop {
    static final String ADDRESS = "10.0.0.1:8091";

    final TransactionId id;
    final long branchId;
    private final List<LogRecord> history = new ArrayList<>();

    /** @param number from 1, of the transaction in its lane */
    Shop(int lane, int number) {
        this.id = TransactionId.of(lane, 1, 2L * number);
        this.branchId = TransactionId.of(lane, 1, 2L * number + 1).value();
    }

    String xid() {
        return ADDRESS + ':' + id.value();
    }

    List<LogRecord> history() {
        return List.copyOf(history);
    }

    private List<LogRecord> written(LogRecord... records) {
        history.addAll(List.of(records));
        return List.of(records);
    }

    List<LogRecord> begins(long atMillis) {
        BranchFacts stock = new BranchFacts(BranchType.TCC, "stock", "inventory", "inventory:1.2.3.4:5", "{}");
        return written(
                new Begun(id, atMillis, ADDRESS, new BeginFacts("order", "shop", "group", 60_000)),
                new BranchRegistered(id, 1, atMillis, branchId, stock));
    }

    List<LogRecord> decides(Decision decision, Cause cause) {
        return written(new Decided(id, history.size(), 2_000, decision, cause));
    }

    List<LogRecord> fails(String error) {
        return written(new AttemptFailed(id, history.size(), 3_000, branchId, 1, error, 4_000, false, 12));
    }

    List<LogRecord> parks() {
        return written(new BranchParked(id, history.size(), 3_000, branchId));
    }

    List<LogRecord> ends(Decision decision, Cause cause) {
        List<Acknowledgement> all = List.of(new Acknowledgement(branchId, 5_000, 1, 3));
        return written(new Finished(id, history.size(), 5_000, decision, cause, all));
    }

    LogRecord resumes() {
        LogRecord resumed = new LogRecord.BranchResumed(id, history.size(), 4_000, branchId);
        history.add(resumed);
        return resumed;
    }
}
