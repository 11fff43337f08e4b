// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.dubbo.front;

import io.holdfast.api.TransactionsException;
import io.holdfast.api.TransactionsException.Code;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.LongAdder;

/** What became of the calls that the faces of the API have answered, for metrics. Safe for any thread; they only grow. */
public final class ApiCounters {
    /** How a call came. */
    public enum Face {
        HTTP,
        GRPC,
        DUBBO
    }

    private static final class OfFace {
        private final LongAdder served = new LongAdder();
        private final Map<Code, LongAdder> refused = new EnumMap<>(Code.class);

        OfFace() {
            for (Code code : Code.values()) {
                refused.put(code, new LongAdder());
            }
        }
    }

    private final Map<Face, OfFace> faces = new EnumMap<>(Face.class);

    ApiCounters() {
        for (Face face : Face.values()) {
            faces.put(face, new OfFace());
        }
    }

    /** Calls that got what they asked for. */
    public long served(Face face) {
        return faces.get(face).served.sum();
    }

    /** Calls that were refused or failed, but for those without a token that counts. */
    public long refused(Face face, Code code) {
        return faces.get(face).refused.get(code).sum();
    }

    /** @return the same answer, counted when it is there */
    <T> CompletableFuture<T> count(Face face, CompletableFuture<T> answer) {
        return answer.whenComplete((value, failure) -> ended(face, failure));
    }

    /** @param failure null if there was none */
    void ended(Face face, Throwable failure) {
        if (failure == null) {
            faces.get(face).served.increment();
        } else {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            faces.get(face).refused.get(code(cause)).increment();
        }
    }

    private static Code code(Throwable failure) {
        if (failure instanceof TransactionsException refused) {
            return refused.code();
        }
        return failure instanceof HttpProblem ? Code.INVALID_ARGUMENT : Code.INTERNAL;
    }
}
