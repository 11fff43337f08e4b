// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.call;

import io.holdfast.api.CallHeaders;
import io.holdfast.coordinator.model.BranchCall;
import io.holdfast.coordinator.model.CallResult;
import io.holdfast.coordinator.model.Endpoint;
import io.holdfast.coordinator.model.Phase;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A call whose turn has come.
 *
 * @param remainingMillis until its answer is of no more use, at least 1, measured now: the participant's clock need not
 *     agree with ours
 * @param traceParent W3C's; null if the call is not traced
 */
public record Outgoing(BranchCall call, long remainingMillis, String traceParent) {
    /** A Try that had less than this says nothing about the participant if it times out: the caller was in a hurry. */
    private static final long FAIR_MILLIS = 1000;

    /** All that is sent beside the arguments: Dubbo's attachments and HTTP's headers are the same. */
    public SortedMap<String, String> headers() {
        SortedMap<String, String> headers = new TreeMap<>();
        headers.put(CallHeaders.XID, call.xid().toString());
        headers.put(CallHeaders.BRANCH_ID, Long.toString(call.branchId()));
        headers.put(CallHeaders.PHASE, call.phase().name());
        headers.put(CallHeaders.ATTEMPT, Integer.toString(call.attempt()));
        headers.put(CallHeaders.REMAINING_MILLIS, Long.toString(remainingMillis));
        if (endpoint() instanceof Endpoint.Dubbo dubbo && dubbo.tryMethod() != null) {
            headers.put(CallHeaders.ACTION, dubbo.tryMethod());
        }
        if (traceParent != null) {
            headers.put(CallHeaders.TRACE_PARENT, traceParent);
        }
        return Collections.unmodifiableSortedMap(headers);
    }

    public Endpoint endpoint() {
        return call.facts().target().endpoint();
    }

    /** JSON. */
    public String arguments() {
        return call.facts().target().arguments();
    }

    public boolean isTry() {
        return call.phase() == Phase.TRY;
    }

    /** No answer came in time. */
    public Reply timedOut() {
        String error = "no answer within " + remainingMillis + " ms";
        return isTry() && remainingMillis < FAIR_MILLIS
                ? new Reply(new CallResult.Retry(error), Reply.Health.UNTOLD)
                : Reply.broken(error);
    }

    /** Whether the participant's {@code false} is its "no" for good, or asks for another call. */
    public Reply saidFalse() {
        return isTry() ? Reply.refused("it returned false") : Reply.failed("it returned false");
    }
}
