// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.port;

import io.holdfast.coordinator.model.BeginFacts;
import io.holdfast.coordinator.model.Cause;
import io.holdfast.coordinator.model.TransactionStatus;
import io.holdfast.coordinator.model.Xid;

/**
 * A transaction in a list.
 *
 * @param begunAtMillis in milliseconds since 1970
 * @param cause what decided it; null while it is undecided
 * @param finishedAtMillis in milliseconds since 1970; null while it is unfinished
 * @param parked one of its branches waits for somebody to look
 */
public record TransactionSummary(
        Xid xid,
        BeginFacts facts,
        long begunAtMillis,
        TransactionStatus status,
        Cause cause,
        Long finishedAtMillis,
        boolean parked) {}
