// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.model;

/**
 * A call to be sent to a participant; what it rests on is durable. Answered by {@link Input.BranchAnswered} with the same
 * transaction, branch, phase and attempt.
 *
 * @param attempt from 1; for people and for matching answers, not for deduplication
 * @param deadlineMillis when its answer is of no more use, by the lane's clock: for a Try the transaction's deadline
 */
public record BranchCall(Xid xid, long branchId, BranchFacts facts, Phase phase, int attempt, long deadlineMillis) {
    public Input.BranchAnswered answered(CallResult result) {
        return new Input.BranchAnswered(xid.id(), branchId, phase, attempt, result);
    }
}
