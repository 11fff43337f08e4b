// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.Answer.Refusal;
import io.holdfast.coordinator.model.Answer.Standing;
import io.holdfast.coordinator.model.Cause;

/**
 * What a client is told. Pure.
 *
 * <p>The rule above all others: no client may take an answer for the outcome that it asked for when the outcome is, or
 * may be, the other one. The clients read the status of a commit's or rollback's answer and nothing else
 * ({@code DefaultTransactionManager}), and few statuses make them throw: before 1.7 none does; from 1.7 on the timeout
 * family does (6, 7, 13), but a plain rollback (4, 5, 11) is still taken for a commit ({@code
 * TransactionalTemplate.commitTransaction}). What makes every version throw is an answer that cannot be cast to the
 * expected class: {@code DefaultGlobalTransaction} then asks again, five times in all, and gives up with a
 * TransactionException. Such an answer is called a contradiction here; it is a status answer (16) that tells the truth.
 */
final class AnswerTable {
    private static final RequestKind CONTRADICTION = RequestKind.STATUS;

    private AnswerTable() {}

    static WireAnswer answer(RequestKind kind, Answer answer, ClientVersion client) {
        if (answer instanceof Standing standing) {
            return standing(kind, standing, client);
        }
        if (answer instanceof Answer.Begun begun && kind == RequestKind.BEGIN) {
            return WireAnswer.begun(begun.xid().toString());
        }
        if (answer instanceof Answer.Registered registered && kind == RequestKind.REGISTER_BRANCH) {
            return WireAnswer.registered(registered.branchId());
        }
        if (answer instanceof Answer.Reported && kind == RequestKind.REPORT_BRANCH) {
            return WireAnswer.of(kind, null);
        }
        if (answer instanceof Answer.Refused refused) {
            return refused(kind, refused.refusal(), refused.message());
        }
        throw new IllegalArgumentException("no answer to " + kind + ": " + answer);
    }

    static GlobalStatusCode status(Standing standing) {
        boolean retrying = standing.retrying();
        boolean timedOut = standing.cause() == Cause.TIMEOUT;
        return switch (standing.status()) {
            case TRYING -> GlobalStatusCode.BEGIN;
            case CONFIRMING -> retrying ? GlobalStatusCode.COMMIT_RETRYING : GlobalStatusCode.COMMITTING;
            case CONFIRMED -> GlobalStatusCode.COMMITTED;
            case CANCELLING ->
                timedOut
                        ? (retrying ? GlobalStatusCode.TIMEOUT_ROLLBACK_RETRYING : GlobalStatusCode.TIMEOUT_ROLLBACKING)
                        : (retrying ? GlobalStatusCode.ROLLBACK_RETRYING : GlobalStatusCode.ROLLBACKING);
            case CANCELLED -> timedOut ? GlobalStatusCode.TIMEOUT_ROLLBACKED : GlobalStatusCode.ROLLBACKED;
        };
    }

    private static WireAnswer standing(RequestKind kind, Standing standing, ClientVersion client) {
        GlobalStatusCode status = status(standing);
        return switch (kind) {
            case STATUS, REPORT -> WireAnswer.of(kind, status);
            case COMMIT ->
                switch (standing.status()) {
                    case CONFIRMING, CONFIRMED -> WireAnswer.of(kind, status);
                    case CANCELLING, CANCELLED ->
                        standing.cause() == Cause.TIMEOUT && client.checksOutcome()
                                ? WireAnswer.of(kind, status)
                                : contradiction(ErrorCode.STATUS_INVALID, status, "it is cancelled, not committed");
                    case TRYING -> contradiction(ErrorCode.STATUS_INVALID, status, "it is not decided");
                };
            case ROLLBACK ->
                switch (standing.status()) {
                    case CANCELLING, CANCELLED -> WireAnswer.of(kind, status);
                    case CONFIRMING, CONFIRMED ->
                        client.checksOutcome()
                                ? WireAnswer.of(kind, status)
                                : contradiction(ErrorCode.STATUS_INVALID, status, "it is committed, not cancelled");
                    case TRYING -> contradiction(ErrorCode.STATUS_INVALID, status, "it is not decided");
                };
            case BEGIN, REGISTER_BRANCH, REPORT_BRANCH, QUERY_LOCK ->
                throw new IllegalArgumentException("no answer to " + kind + ": " + standing);
        };
    }

    private static WireAnswer refused(RequestKind kind, Refusal refusal, String message) {
        return switch (kind) {
            case BEGIN -> WireAnswer.failed(kind, ErrorCode.BEGIN_FAILED, null, message);
            case REGISTER_BRANCH -> WireAnswer.failed(kind, registerError(refusal), null, message);
            case REPORT_BRANCH -> WireAnswer.failed(kind, reportError(refusal), null, message);
            case QUERY_LOCK -> WireAnswer.failed(kind, ErrorCode.NONE, null, message);
            case STATUS, REPORT ->
                refusal == Refusal.NO_SUCH_TRANSACTION
                        ? WireAnswer.of(kind, GlobalStatusCode.FINISHED)
                        : WireAnswer.failed(kind, ErrorCode.NONE, GlobalStatusCode.UNKNOWN, message);
            case COMMIT -> refusedDecision(refusal, message);
            case ROLLBACK ->
                // Presumed abort: what is not known is cancelled, which is what was asked for.
                refusal == Refusal.NO_SUCH_TRANSACTION
                        ? WireAnswer.of(kind, GlobalStatusCode.FINISHED)
                        : refusedDecision(refusal, message);
        };
    }

    private static WireAnswer refusedDecision(Refusal refusal, String message) {
        return switch (refusal) {
            case NO_SUCH_TRANSACTION ->
                contradiction(ErrorCode.NO_SUCH_TRANSACTION, GlobalStatusCode.FINISHED, message);
            // The client's five repetitions are what a request that may succeed a little later needs.
            case BUSY, MOVED, UNAVAILABLE ->
                contradiction(ErrorCode.NONE, GlobalStatusCode.UNKNOWN, message).heldBack();
            case NO_SUCH_BRANCH, DECIDED, EXPIRED, SUBMITTED, KEY_TAKEN, NOT_ALLOWED, LIMIT ->
                contradiction(ErrorCode.STATUS_INVALID, GlobalStatusCode.UNKNOWN, message);
        };
    }

    private static ErrorCode registerError(Refusal refusal) {
        return switch (refusal) {
            case NO_SUCH_TRANSACTION -> ErrorCode.NO_SUCH_TRANSACTION;
            // As the stock server, which closes a decided session first and looks at its status only then.
            case DECIDED, EXPIRED, SUBMITTED -> ErrorCode.NOT_ACTIVE;
            case NO_SUCH_BRANCH, KEY_TAKEN, NOT_ALLOWED, LIMIT, BUSY, MOVED, UNAVAILABLE ->
                ErrorCode.BRANCH_REGISTER_FAILED;
        };
    }

    private static ErrorCode reportError(Refusal refusal) {
        return switch (refusal) {
            case NO_SUCH_TRANSACTION -> ErrorCode.NO_SUCH_TRANSACTION;
            case NO_SUCH_BRANCH -> ErrorCode.NO_SUCH_BRANCH;
            case DECIDED, EXPIRED, SUBMITTED, KEY_TAKEN, NOT_ALLOWED, LIMIT, BUSY, MOVED, UNAVAILABLE ->
                ErrorCode.BRANCH_REPORT_FAILED;
        };
    }

    private static WireAnswer contradiction(ErrorCode error, GlobalStatusCode status, String message) {
        return WireAnswer.failed(CONTRADICTION, error, status, message);
    }
}
