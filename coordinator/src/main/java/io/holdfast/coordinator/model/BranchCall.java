// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.model;

/**
 * A Confirm or Cancel to be sent; its decision is durable. Answered by {@link Input.BranchAnswered} with the same
 * transaction, branch and attempt.
 *
 * @param attempt from 1; for people and for matching answers, not for deduplication
 */
public record BranchCall(Xid xid, long branchId, BranchFacts facts, Phase phase, int attempt) {}
