// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.dubbo;

import io.holdfast.api.CallHeaders;
import io.holdfast.participant.BranchCall;
import io.holdfast.participant.guard.Phase;
import java.util.Locale;
import org.apache.dubbo.rpc.Invocation;
import org.apache.dubbo.rpc.RpcException;

/**
 * A coordinator's call on its way through Dubbo's filters: an attribute of the invocation, which every filter hands on.
 * Belongs to the one thread that carries the call.
 */
final class Carried {

    private static final String KEY = "io.holdfast.participant.call";

    private final BranchCall call;
    private final String action;
    private final boolean generic;
    private Exception misfit;
    private Throwable failure;

    private Carried(BranchCall call, String action, boolean generic) {
        this.call = call;
        this.action = action;
        this.generic = generic;
    }

    /** Null if the invocation is no coordinator's call. */
    static Carried of(Invocation invocation) {
        return (Carried) invocation.get(KEY);
    }

    /**
     * Reads the headers and puts itself on the invocation.
     *
     * @param action the Try's name if the headers do not tell
     * @throws RpcException if a header is missing or is no number
     */
    static Carried read(Invocation invocation, String action, boolean generic) {
        try {
            String named = invocation.getAttachment(CallHeaders.ACTION);
            BranchCall call = new BranchCall(
                    required(invocation, CallHeaders.XID),
                    Long.parseLong(required(invocation, CallHeaders.BRANCH_ID)),
                    Phase.valueOf(required(invocation, CallHeaders.PHASE).toUpperCase(Locale.ROOT)),
                    Integer.parseInt(required(invocation, CallHeaders.ATTEMPT)),
                    Long.parseLong(required(invocation, CallHeaders.REMAINING_MILLIS)));
            Carried carried = new Carried(call, named == null && call.phase() == Phase.TRY ? action : named, generic);
            invocation.put(KEY, carried);
            return carried;
        } catch (IllegalArgumentException e) {
            throw new RpcException("a coordinator's call with wrong headers: " + e.getMessage(), e);
        }
    }

    private static String required(Invocation invocation, String header) {
        String value = invocation.getAttachment(header);
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(header + " is missing");
        }
        return value.trim();
    }

    BranchCall call() {
        return call;
    }

    /** The Try method's name; null if the caller did not say. */
    String action() {
        return action;
    }

    boolean isGeneric() {
        return generic;
    }

    /** Why no method can be called, although a Cancel must succeed; null if one can. */
    Exception misfit() {
        return misfit;
    }

    void misfit(Exception why) {
        this.misfit = why;
    }

    /** What the business threw, before filters made something else of it; null if nothing. */
    Throwable failure() {
        return failure;
    }

    void failure(Throwable thrown) {
        this.failure = thrown;
    }
}
