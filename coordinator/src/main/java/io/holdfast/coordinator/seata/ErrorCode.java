// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

/**
 * The error codes that are sent: all of them known to every client (class {@code TransactionExceptionCode}, by ordinal).
 */
enum ErrorCode {
    NONE(0),
    BEGIN_FAILED(1),
    BRANCH_REGISTER_FAILED(6),
    BRANCH_REPORT_FAILED(7),
    NO_SUCH_BRANCH(9),
    NO_SUCH_TRANSACTION(10),
    NOT_ACTIVE(11),
    STATUS_INVALID(12);

    private final int code;

    ErrorCode(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
