// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

import io.holdfast.coordinator.model.CallResult;
import io.holdfast.coordinator.model.Phase;
import java.util.List;

/** What a participant's response to a Confirm or Cancel means. Pure. */
final class BranchOutcome {
    private static final int COMMITTED = 5;
    private static final int ROLLBACKED = 8;
    private static final int MAX_MESSAGE_CHARS = 1000;

    /** The names in the client's class {@code BranchStatus}, by code. */
    private static final List<String> STATUS_NAMES = List.of(
            "Unknown",
            "Registered",
            "PhaseOne_Done",
            "PhaseOne_Failed",
            "PhaseOne_Timeout",
            "PhaseTwo_Committed",
            "PhaseTwo_CommitFailed_Retryable",
            "PhaseTwo_CommitFailed_Unretryable",
            "PhaseTwo_Rollbacked",
            "PhaseTwo_RollbackFailed_Retryable",
            "PhaseTwo_RollbackFailed_Unretryable",
            "PhaseTwo_CommitFailed_XAER_NOTA_Retryable",
            "PhaseTwo_RollbackFailed_XAER_NOTA_Retryable",
            "PhaseOne_RDONLY",
            "STOP_RETRY");

    private static final CallResult DONE = new CallResult.Done();

    private BranchOutcome() {}

    /**
     * Only the one status that acknowledges what was asked for is a success. Everything else is asked again, also what calls
     * itself not retryable: a decision is never given up (I7).
     */
    static CallResult of(ClientMessage.BranchResult response, String clientId) {
        int success = response.phase() == Phase.CONFIRM ? COMMITTED : ROLLBACKED;
        if (response.succeeded() && response.status() == success) {
            return DONE;
        }
        String message = response.message();
        String said = message.isEmpty() ? "" : ": " + Abbreviation.of(message, MAX_MESSAGE_CHARS);
        return new CallResult.Retry(clientId + " answered " + statusName(response.status()) + said);
    }

    static String statusName(int status) {
        return status >= 0 && status < STATUS_NAMES.size() ? STATUS_NAMES.get(status) : "branch status " + status;
    }
}
