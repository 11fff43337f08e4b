// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

/** The requests that get an answer of a kind of their own, which a client casts to without looking. */
enum RequestKind {
    BEGIN(MessageCode.BEGIN_RESULT),
    COMMIT(MessageCode.COMMIT_RESULT),
    ROLLBACK(MessageCode.ROLLBACK_RESULT),
    STATUS(MessageCode.STATUS_RESULT),
    REPORT(MessageCode.REPORT_RESULT),
    REGISTER_BRANCH(MessageCode.BRANCH_REGISTER_RESULT),
    REPORT_BRANCH(MessageCode.BRANCH_REPORT_RESULT),
    QUERY_LOCK(MessageCode.LOCK_QUERY_RESULT);

    private final int resultCode;

    RequestKind(int resultCode) {
        this.resultCode = resultCode;
    }

    int resultCode() {
        return resultCode;
    }
}
