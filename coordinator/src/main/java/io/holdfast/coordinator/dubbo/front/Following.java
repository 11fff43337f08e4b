// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.dubbo.front;

import io.holdfast.api.Outcome;
import io.holdfast.api.TransactionsException;
import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.Answer.Refused;
import io.holdfast.coordinator.model.WaitFor;
import io.holdfast.coordinator.model.Xid;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;

/**
 * One caller's wait for one transaction. It ends with what is waited for; at its deadline with how things stand then; or
 * with an error, but never if the caller has not yet heard of the transaction: whoever is told an error instead of an xid
 * cannot know that there is one.
 */
final class Following {
    private static final long LAST_QUESTION_MILLIS = 2_000;
    private static final long RETRY_MILLIS = 200;

    private final Waits waits;
    private final ScheduledExecutorService executor;
    private final Xid xid;
    private final Deadline deadline;
    private final CompletableFuture<Outcome> result = new CompletableFuture<>();
    /** What is told rather than an error; null: the error. */
    private Outcome known;

    Following(Waits waits, ScheduledExecutorService executor, Xid xid, Deadline deadline) {
        this.waits = waits;
        this.executor = executor;
        this.xid = xid;
        this.deadline = deadline;
    }

    Following known(Outcome outcome) {
        this.known = outcome;
        return this;
    }

    /** @param first the question, as it has been asked */
    CompletableFuture<Outcome> until(WaitFor waitFor, CompletableFuture<Answer> first) {
        deadline.whenOver(executor, result, this::tellWhatIsSo);
        listen(waitFor, first);
        return result;
    }

    private void listen(WaitFor waitFor, CompletableFuture<Answer> question) {
        CompletableFuture<Void> unused = question.thenAccept(answer -> {
            if (answer instanceof Answer.Outcome outcome) {
                result.complete(ModelMapping.outcome(outcome));
            } else if (answer instanceof Refused refused) {
                refused(waitFor, ModelMapping.refused(refused));
            }
        });
    }

    private void refused(WaitFor waitFor, TransactionsException error) {
        if (known == null || !error.retryable()) {
            result.completeExceptionally(error);
        } else if (!deadline.isWithin(RETRY_MILLIS)) {
            Deadline.in(RETRY_MILLIS).whenOver(executor, result, () -> listen(waitFor, waits.until(xid, waitFor)));
        }
    }

    private void tellWhatIsSo() {
        Deadline.in(LAST_QUESTION_MILLIS).whenOver(executor, result, () -> {
            if (known != null) {
                result.complete(known);
            } else {
                result.completeExceptionally(new TransactionsException(
                        TransactionsException.Code.UNAVAILABLE, null, "the coordinator does not answer; ask again"));
            }
        });
        CompletableFuture<Void> unused = waits.until(xid, WaitFor.ACCEPTED).thenAccept(answer -> {
            if (answer instanceof Answer.Outcome outcome) {
                result.complete(ModelMapping.outcome(outcome));
            } else if (answer instanceof Refused refused) {
                if (known != null) {
                    result.complete(known);
                } else {
                    result.completeExceptionally(ModelMapping.refused(refused));
                }
            }
        });
    }
}
