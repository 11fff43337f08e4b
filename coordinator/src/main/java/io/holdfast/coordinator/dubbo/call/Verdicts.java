// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.dubbo.call;

import io.holdfast.coordinator.call.Json;
import io.holdfast.coordinator.call.Outgoing;
import io.holdfast.coordinator.call.Reply;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.dubbo.rpc.AppResponse;
import org.apache.dubbo.rpc.RpcException;
import org.apache.dubbo.rpc.service.GenericException;

/** What a participant's answer over Dubbo means. */
record Verdicts(Outgoing call, Json json) {
    /** Thrown by the participants' library, at the participant. */
    private static final Set<String> FOR_GOOD = Set.of(
            "io.holdfast.participant.guard.GuardAnomalyException", "io.holdfast.participant.PermanentRefusalException");

    private static final int MAX_ERROR_CHARS = 500;

    /** @param response null if there is a failure */
    Reply answered(AppResponse response, Throwable failure) {
        if (failure != null) {
            return failed(failure);
        }
        return response.hasException() ? failed(response.getException()) : returned(response.getValue());
    }

    private Reply returned(Object value) {
        if (Boolean.FALSE.equals(value)) {
            return call.saidFalse();
        }
        return Reply.done(call.isTry() && value != null ? json.write(Results.plain(value)) : null);
    }

    Reply failed(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof GenericException thrown) {
            return threw(thrown);
        }
        if (cause instanceof RpcException rpc && rpc.isTimeout()) {
            return call.timedOut();
        }
        return Reply.broken(
                firstLine(cause.getMessage() == null ? cause.getClass().getName() : cause.getMessage()));
    }

    /** A provider sends its whole stack trace as the message. */
    private static String firstLine(String text) {
        String line = text.strip().lines().findFirst().orElse("");
        return line.length() <= MAX_ERROR_CHARS ? line : line.substring(0, MAX_ERROR_CHARS) + "...";
    }

    private Reply threw(GenericException thrown) {
        String name = thrown.getExceptionClass();
        String message = thrown.getExceptionMessage();
        boolean silent = message == null || message.isBlank();
        if (call.isTry() || FOR_GOOD.contains(name)) {
            return Reply.refused(silent ? name : message);
        }
        return Reply.failed(silent ? name : name + ": " + message);
    }
}
