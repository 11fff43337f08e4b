// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

import io.holdfast.coordinator.model.Phase;
import java.util.List;

/** What a client may send. Texts are never null; an absent one is empty. */
sealed interface ClientMessage {
    record Register(Registration registration) implements ClientMessage {}

    record Heartbeat() implements ClientMessage {}

    /** A request about a global transaction or a branch; exactly one answer of {@link #kind()} goes back. */
    sealed interface Request extends ClientMessage {
        RequestKind kind();
    }

    record Begin(String name, int timeoutMillis) implements Request {
        @Override
        public RequestKind kind() {
            return RequestKind.BEGIN;
        }
    }

    /** Commit, rollback, status or report of a global transaction. */
    record AboutXid(RequestKind kind, String xid) implements Request {}

    /** @param branchType the byte on the wire, not checked */
    record RegisterBranch(String xid, int branchType, String resourceId, String applicationData) implements Request {
        @Override
        public RequestKind kind() {
            return RequestKind.REGISTER_BRANCH;
        }
    }

    record ReportBranch(String xid, long branchId, String applicationData) implements Request {
        @Override
        public RequestKind kind() {
            return RequestKind.REPORT_BRANCH;
        }
    }

    record QueryLock() implements Request {
        @Override
        public RequestKind kind() {
            return RequestKind.QUERY_LOCK;
        }
    }

    /**
     * Many requests in one frame.
     *
     * @param ids each request's own id; null from clients before 1.5, which do not send them
     */
    record Merged(List<Request> requests, List<Integer> ids) implements ClientMessage {}

    /**
     * The answer to a Confirm or Cancel.
     *
     * @param message what went wrong, if {@code succeeded} is false
     * @param status the byte on the wire, not checked
     */
    record BranchResult(Phase phase, boolean succeeded, String message, String xid, long branchId, int status)
            implements ClientMessage {}

    /** A message that no coordinator has a use for. */
    record Unknown(int code) implements ClientMessage {}
}
