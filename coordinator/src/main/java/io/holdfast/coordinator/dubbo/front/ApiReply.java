// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.dubbo.front;

import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.port.Callback;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** Somebody at the API who waits for a lane's answer. What follows the answer runs on the API's threads, not the lane's. */
final class ApiReply implements Callback {
    private final CompletableFuture<Answer> answer = new CompletableFuture<>();
    private final Executor executor;
    private final Consumer<Answer> first;

    ApiReply(Executor executor) {
        this(executor, ignored -> {});
    }

    /** @param first runs on the lane's thread, before whatever else this answer's batch sends; must not block or throw */
    ApiReply(Executor executor, Consumer<Answer> first) {
        this.executor = executor;
        this.first = first;
    }

    CompletableFuture<Answer> answer() {
        return answer;
    }

    @Override
    public void answer(Answer given) {
        first.accept(given);
        try {
            executor.execute(() -> answer.complete(given));
        } catch (RejectedExecutionException stopped) {
            // The server has stopped: nobody is connected any more.
        }
    }
}
