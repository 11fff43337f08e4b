// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.sim;

import io.holdfast.coordinator.model.BranchStatus;
import io.holdfast.coordinator.model.Decision;
import io.holdfast.coordinator.model.LogRecord;
import io.holdfast.coordinator.model.LogRecord.BranchAcknowledged;
import io.holdfast.coordinator.model.LogRecord.Decided;
import io.holdfast.coordinator.model.LogRecord.Finished;
import io.holdfast.coordinator.model.TransactionStatus;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** The lines of the two state tables, and the kinds of records: all that can become of a transaction. */
enum Transition {
    TRANSACTION_TRYING_COMMIT_DECIDED,
    TRANSACTION_TRYING_CANCEL_DECIDED,
    TRANSACTION_CONFIRMING_ALL_ACKNOWLEDGED,
    TRANSACTION_CANCELLING_ALL_ACKNOWLEDGED,
    BRANCH_REGISTERED_COMMIT_DECIDED,
    BRANCH_REGISTERED_CANCEL_DECIDED,
    BRANCH_CONFIRMING_ACKNOWLEDGED,
    BRANCH_CANCELLING_ACKNOWLEDGED,
    BEGUN,
    BRANCHREGISTERED,
    BRANCHREPORTED,
    DECIDED_BY_CALLER,
    DECIDED_BY_TIMEOUT,
    DECIDED_BY_TRIED,
    DECIDED_BY_TRY_REFUSED,
    DECIDED_BY_TRY_FAILED,
    DECIDED_BY_RESTART,
    DECIDED_BY_OPERATOR,
    OPERATORACTED,
    ATTEMPTFAILED,
    BRANCHPARKED,
    BRANCHRESUMED,
    BRANCHACKNOWLEDGED,
    FINISHED;

    static Transition of(TransactionStatus from, TransactionStatus.Event event) {
        return valueOf("TRANSACTION_" + from + '_' + event);
    }

    static Transition of(BranchStatus from, BranchStatus.Event event) {
        return valueOf("BRANCH_" + from + '_' + event);
    }

    /** @param confirms whether the record's transaction is decided to commit */
    static Set<Transition> of(LogRecord record, boolean confirms) {
        if (record instanceof Decided decided) {
            boolean commit = decided.decision() == Decision.COMMIT;
            return EnumSet.of(
                    valueOf("DECIDED_BY_" + decided.cause()),
                    commit ? TRANSACTION_TRYING_COMMIT_DECIDED : TRANSACTION_TRYING_CANCEL_DECIDED,
                    commit ? BRANCH_REGISTERED_COMMIT_DECIDED : BRANCH_REGISTERED_CANCEL_DECIDED);
        }
        Transition acknowledged = confirms ? BRANCH_CONFIRMING_ACKNOWLEDGED : BRANCH_CANCELLING_ACKNOWLEDGED;
        if (record instanceof Finished finished) {
            Set<Transition> taken = EnumSet.of(
                    FINISHED,
                    confirms ? TRANSACTION_CONFIRMING_ALL_ACKNOWLEDGED : TRANSACTION_CANCELLING_ALL_ACKNOWLEDGED);
            if (!finished.acknowledged().isEmpty()) {
                taken.add(acknowledged);
            }
            return taken;
        }
        if (record instanceof BranchAcknowledged) {
            return EnumSet.of(BRANCHACKNOWLEDGED, acknowledged);
        }
        return EnumSet.of(valueOf(record.getClass().getSimpleName().toUpperCase(Locale.ROOT)));
    }
}
