// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.admin;

import io.holdfast.coordinator.admin.TransactionViews.BranchView;
import io.holdfast.coordinator.admin.TransactionViews.SummaryView;
import io.holdfast.coordinator.admin.TransactionViews.TransactionView;
import io.holdfast.coordinator.model.Decision;
import io.holdfast.coordinator.model.LogRecord;
import io.holdfast.coordinator.model.LogRecord.AttemptFailed;
import io.holdfast.coordinator.model.LogRecord.Begun;
import io.holdfast.coordinator.model.LogRecord.BranchAcknowledged;
import io.holdfast.coordinator.model.LogRecord.BranchParked;
import io.holdfast.coordinator.model.LogRecord.BranchRegistered;
import io.holdfast.coordinator.model.LogRecord.BranchResumed;
import io.holdfast.coordinator.model.LogRecord.Decided;
import io.holdfast.coordinator.model.LogRecord.Finished;
import io.holdfast.coordinator.model.TransactionStatus;
import io.holdfast.coordinator.model.Xid;
import io.holdfast.coordinator.port.TransactionSearch.Taking;
import io.holdfast.coordinator.port.TransactionSummary;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A transaction as its records tell it. Used by one thread. */
final class Story {
    private final Begun begun;
    private final Map<Long, BranchStory> branches = new LinkedHashMap<>();
    private final List<String> branchNames = new ArrayList<>();
    private Decided decided;
    private Finished finished;

    private Story(Begun begun) {
        this.begun = begun;
    }

    /**
     * @param history all its records, in their order; at least one
     * @param takings who has had its lane since
     */
    static TransactionView of(List<LogRecord> history, List<Taking> takings) {
        Story story = new Story((Begun) history.get(0));
        history.forEach(story::read);
        return story.view(history, takings);
    }

    private void read(LogRecord record) {
        if (record instanceof BranchRegistered registered) {
            BranchStory branch = new BranchStory(registered, branchNames);
            branches.put(registered.branchId(), branch);
            branchNames.add(branch.name());
        } else if (record instanceof Decided decision) {
            decided = decision;
            branches.values().forEach(branch -> branch.decided(decision.decision()));
            decision.tried().forEach(tried -> branches.get(tried.branchId()).tried(tried));
        } else if (record instanceof AttemptFailed failed) {
            branches.get(failed.branchId()).failed(failed);
        } else if (record instanceof BranchParked parked) {
            branches.get(parked.branchId()).parked(true);
        } else if (record instanceof BranchResumed resumed) {
            branches.get(resumed.branchId()).parked(false);
        } else if (record instanceof BranchAcknowledged acknowledged) {
            branches.get(acknowledged.branchId()).acknowledged(acknowledged.atMillis(), acknowledged.attempts());
        } else if (record instanceof Finished end) {
            finished = end;
            end.acknowledged()
                    .forEach(one -> branches.get(one.branchId()).acknowledged(one.atMillis(), one.attempts()));
        }
    }

    private TransactionView view(List<LogRecord> history, List<Taking> takings) {
        List<BranchView> views =
                branches.values().stream().map(BranchStory::view).toList();
        TransactionSummary summary = new TransactionSummary(
                new Xid(begun.address(), begun.transaction()),
                begun.facts(),
                begun.atMillis(),
                status(),
                decided == null ? null : decided.cause(),
                finished == null ? null : finished.atMillis(),
                views.stream().anyMatch(BranchView::parked));
        return new TransactionView(
                SummaryView.of(summary),
                begun.transaction().lane(),
                begun.transaction().epoch(),
                begun.facts().timeoutMillis(),
                decided == null ? null : Instant.ofEpochMilli(decided.atMillis()),
                views,
                history.stream()
                        .map(record -> RecordViews.of(record, writer(record, takings)))
                        .toList());
    }

    /** Who had the lane then, by the owners' clocks: around a take-over it may be off by as much as those. Null: not known. */
    private static String writer(LogRecord record, List<Taking> takings) {
        String owner = null;
        for (Taking taking : takings) {
            if (taking.atMillis() <= record.atMillis()) {
                owner = taking.owner();
            }
        }
        return owner;
    }

    private TransactionStatus status() {
        if (finished != null) {
            return TransactionStatus.after(finished.decision());
        }
        if (decided == null) {
            return TransactionStatus.TRYING;
        }
        return decided.decision() == Decision.COMMIT ? TransactionStatus.CONFIRMING : TransactionStatus.CANCELLING;
    }
}
