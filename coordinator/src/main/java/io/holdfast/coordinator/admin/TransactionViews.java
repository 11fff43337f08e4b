// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.admin;

import io.holdfast.coordinator.model.BeginFacts;
import io.holdfast.coordinator.model.BranchStatus;
import io.holdfast.coordinator.model.BranchType;
import io.holdfast.coordinator.model.Cause;
import io.holdfast.coordinator.model.TransactionStatus;
import io.holdfast.coordinator.model.Tried;
import io.holdfast.coordinator.port.TransactionSummary;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Transactions as the API shows them. Numbers that JavaScript would round are texts. */
final class TransactionViews {
    private TransactionViews() {}

    /**
     * @param next the cursor with which to go on; null if all has been searched
     * @param searchedUntil of what has begun since, everything has been searched; null if there was nothing
     * @param matched FILTER, EXACT or NAME_PREFIX: what the text was taken for
     */
    record PageView(List<SummaryView> transactions, String next, Instant searchedUntil, String matched) {}

    /**
     * @param id the last part of the xid
     * @param cause what decided; null while undecided
     * @param parked a branch waits for somebody to look
     * @param deadlineAt when it is cancelled if nobody has decided
     * @param durationMillis from begin to end; null while unfinished
     */
    record SummaryView(
            String xid,
            String id,
            String name,
            String application,
            String group,
            TransactionStatus state,
            Cause cause,
            boolean parked,
            String key,
            Map<String, String> tags,
            Instant begunAt,
            Instant deadlineAt,
            Instant finishedAt,
            Long durationMillis) {
        static SummaryView of(TransactionSummary one) {
            BeginFacts facts = one.facts();
            Long finished = one.finishedAtMillis();
            return new SummaryView(
                    one.xid().toString(),
                    one.xid().id().toString(),
                    facts.name(),
                    facts.application(),
                    facts.group(),
                    one.status(),
                    one.cause(),
                    one.parked(),
                    facts.labels().key(),
                    facts.labels().tags(),
                    Instant.ofEpochMilli(one.begunAtMillis()),
                    Instant.ofEpochMilli(one.begunAtMillis() + facts.timeoutMillis()),
                    finished == null ? null : Instant.ofEpochMilli(finished),
                    finished == null ? null : finished - one.begunAtMillis());
        }
    }

    /**
     * @param lane who owns the transaction
     * @param epoch in which the lane began it
     * @param decidedAt null while undecided
     */
    record TransactionView(
            SummaryView transaction,
            int lane,
            int epoch,
            long timeoutMillis,
            Instant decidedAt,
            List<BranchView> branches,
            List<RecordView> records) {}

    /**
     * @param name within the transaction; null if a Seata client registered it
     * @param client the connection that registered it; empty if the coordinator calls it by itself
     * @param target whom the coordinator calls by itself; null if it calls through a Seata client
     * @param tryOutcome DONE, REFUSED or UNKNOWN; null if the coordinator has not called its Try, or not decided yet
     * @param tryText the result, or the reason; null if there is none
     * @param attempts calls of Confirm or Cancel that have ended, as far as is written down
     * @param nextAttemptAt null if it has not failed, or has acknowledged
     */
    record BranchView(
            String branchId,
            String name,
            BranchType type,
            String resource,
            String application,
            String client,
            TargetView target,
            BranchStatus state,
            boolean parked,
            Instant registeredAt,
            Tried.Outcome tryOutcome,
            String tryText,
            int attempts,
            String lastError,
            Instant lastFailedAt,
            Instant nextAttemptAt,
            Instant acknowledgedAt) {}

    /**
     * @param kind DUBBO or HTTP
     * @param tryAs a method's name, or an address; null if the coordinator does not call it
     * @param after names of branches that this one waits for
     */
    record TargetView(
            String kind, String participant, String tryAs, String confirmAs, String cancelAs, List<String> after) {}

    /**
     * @param position from 0 without gaps
     * @param branchId null if it is about the whole transaction
     * @param node the process that wrote it; null if nobody wrote down who had the lane
     */
    record RecordView(
            int position, Instant at, String kind, String branchId, String node, Map<String, Object> detail) {}
}
