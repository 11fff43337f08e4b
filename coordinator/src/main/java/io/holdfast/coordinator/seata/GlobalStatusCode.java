// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

/** The global statuses that are sent: all of them known to every client (class {@code GlobalStatus}, 0 to 15). */
enum GlobalStatusCode {
    UNKNOWN(0),
    BEGIN(1),
    COMMITTING(2),
    COMMIT_RETRYING(3),
    ROLLBACKING(4),
    ROLLBACK_RETRYING(5),
    TIMEOUT_ROLLBACKING(6),
    TIMEOUT_ROLLBACK_RETRYING(7),
    COMMITTED(9),
    ROLLBACKED(11),
    TIMEOUT_ROLLBACKED(13),
    FINISHED(15);

    private final int code;

    GlobalStatusCode(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
