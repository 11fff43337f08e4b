// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.engine;

import io.holdfast.coordinator.model.BeginFacts;
import io.holdfast.coordinator.model.BranchFacts;
import io.holdfast.coordinator.model.BranchStatus;
import io.holdfast.coordinator.model.Cause;
import io.holdfast.coordinator.model.Decision;
import io.holdfast.coordinator.model.TransactionId;
import java.util.ArrayList;
import java.util.List;

/** What an engine holds in memory, for judges outside of its package. */
public final class EngineView {
    /** An unfinished transaction; {@code nextSequence} is the number of its records. */
    public record TransactionView(
            TransactionId id,
            boolean written,
            BeginFacts facts,
            long begunMillis,
            Decision decision,
            Cause cause,
            int nextSequence,
            List<BranchView> branches) {}

    /** The part of a branch that its records tell. */
    public record BranchView(
            long id,
            BranchFacts facts,
            BranchStatus status,
            int failedAttempts,
            boolean parked,
            long nextAttemptMillis) {
        public boolean isAcknowledged() {
            return status == BranchStatus.CONFIRMED || status == BranchStatus.CANCELLED;
        }
    }

    private EngineView() {}

    public static List<TransactionView> of(Engine engine) {
        List<TransactionView> all = new ArrayList<>(engine.transactions.open().size());
        for (GlobalTransaction one : engine.transactions.open()) {
            List<BranchView> branches = new ArrayList<>(one.branches.size());
            for (Branch branch : one.branches) {
                branches.add(new BranchView(
                        branch.id,
                        branch.facts,
                        branch.status,
                        branch.failedAttempts,
                        branch.parked,
                        branch.nextAttemptMillis));
            }
            all.add(new TransactionView(
                    one.id(),
                    one.written,
                    one.facts,
                    one.begunMillis,
                    one.decision(),
                    one.cause(),
                    one.nextSequence(),
                    branches));
        }
        return all;
    }
}
