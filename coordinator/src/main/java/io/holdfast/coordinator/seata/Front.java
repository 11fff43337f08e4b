// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

import io.holdfast.coordinator.model.BranchCall;
import io.holdfast.coordinator.model.CallResult;
import io.holdfast.coordinator.port.Coordinator;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What all connections of one server share. Safe for any thread.
 *
 * @param callIds the next request id of a phase-2 call; unique in this server until it wraps
 */
record Front(
        SeataFrontSettings settings,
        Coordinator coordinator,
        Admission admission,
        ConnectionRegistry registry,
        ReceiveBudget budget,
        FrontCounters counters,
        PeerComplaints complaints,
        AtomicInteger callIds) {
    /** If the lane's inbox is full the outcome is lost, and the lane's own call timeout takes its place. */
    void callEnded(BranchCall call, CallResult result) {
        coordinator.offer(call.answered(result));
    }
}
