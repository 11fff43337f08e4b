// SPDX-License-Identifier: Apache-2.0
package io.holdfast.api;

/**
 * Names of what the coordinator sends with every call to a participant: Dubbo attachments and HTTP headers alike. They are
 * wire protocol: a name never changes its meaning.
 */
public final class CallHeaders {
    /** The transaction, {@code host:port:id}. */
    public static final String XID = "holdfast-xid";

    /** The branch, a positive decimal number. */
    public static final String BRANCH_ID = "holdfast-branch-id";

    /** {@code TRY}, {@code CONFIRM} or {@code CANCEL}. */
    public static final String PHASE = "holdfast-phase";

    /** The Try method's name, in all three phases: it tells apart the actions of one bean. */
    public static final String ACTION = "holdfast-action";

    /** The how-manieth call of this phase this is, from 1. */
    public static final String ATTEMPT = "holdfast-attempt";

    /**
     * Milliseconds, measured when the call was sent. Try: what is left until the transaction's deadline; a Try that starts
     * later must write nothing. Confirm and Cancel: how long the coordinator waits for the answer.
     */
    public static final String REMAINING_MILLIS = "holdfast-remaining-ms";

    /** W3C trace context, when there is one. */
    public static final String TRACE_PARENT = "traceparent";

    /** W3C trace context, when there is one. */
    public static final String TRACE_STATE = "tracestate";

    private CallHeaders() {}
}
