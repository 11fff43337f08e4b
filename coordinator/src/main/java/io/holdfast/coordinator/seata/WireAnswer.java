// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

/**
 * An answer as it goes on the wire.
 *
 * @param code the message code, which decides what the client can cast it to
 * @param message why it did not succeed; null if it did
 * @param status read by the clients also when it did not succeed; null where the kind has none
 * @param xid for a begin only, else null
 * @param branchId for a branch registration only, else 0
 * @param atOnce false for a refusal that the client will answer by asking again at once: it is held back a little
 */
record WireAnswer(
        int code, String message, ErrorCode error, GlobalStatusCode status, String xid, long branchId, boolean atOnce) {
    static WireAnswer of(RequestKind kind, GlobalStatusCode status) {
        return new WireAnswer(kind.resultCode(), null, ErrorCode.NONE, status, null, 0, true);
    }

    static WireAnswer begun(String xid) {
        return new WireAnswer(RequestKind.BEGIN.resultCode(), null, ErrorCode.NONE, null, xid, 0, true);
    }

    static WireAnswer registered(long branchId) {
        return new WireAnswer(
                RequestKind.REGISTER_BRANCH.resultCode(), null, ErrorCode.NONE, null, null, branchId, true);
    }

    static WireAnswer failed(RequestKind kind, ErrorCode error, GlobalStatusCode status, String message) {
        return new WireAnswer(kind.resultCode(), message, error, status, null, 0, true);
    }

    boolean succeeded() {
        return message == null;
    }

    WireAnswer heldBack() {
        return new WireAnswer(code, message, error, status, xid, branchId, false);
    }
}
