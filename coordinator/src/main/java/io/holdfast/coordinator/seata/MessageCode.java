// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

/** The two bytes that open a message's body (the client's class {@code org.apache.seata.core.protocol.MessageType}). */
final class MessageCode {
    static final int BEGIN = 1;
    static final int BEGIN_RESULT = 2;
    static final int BRANCH_COMMIT = 3;
    static final int BRANCH_COMMIT_RESULT = 4;
    static final int BRANCH_ROLLBACK = 5;
    static final int BRANCH_ROLLBACK_RESULT = 6;
    static final int COMMIT = 7;
    static final int COMMIT_RESULT = 8;
    static final int ROLLBACK = 9;
    static final int ROLLBACK_RESULT = 10;
    static final int BRANCH_REGISTER = 11;
    static final int BRANCH_REGISTER_RESULT = 12;
    static final int BRANCH_REPORT = 13;
    static final int BRANCH_REPORT_RESULT = 14;
    static final int STATUS = 15;
    static final int STATUS_RESULT = 16;
    static final int REPORT = 17;
    static final int REPORT_RESULT = 18;
    static final int LOCK_QUERY = 21;
    static final int LOCK_QUERY_RESULT = 22;
    static final int MERGED = 59;
    static final int MERGED_RESULT = 60;
    static final int REGISTER_TM = 101;
    static final int REGISTER_TM_RESULT = 102;
    static final int REGISTER_RM = 103;
    static final int REGISTER_RM_RESULT = 104;
    static final int HEARTBEAT = 120;

    private MessageCode() {}
}
