// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.run;

import io.holdfast.bench.process.Daemons;
import io.holdfast.bench.process.RunFailedException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Places orders, in the order of their lines, a limited number of them at the same time. */
final class OrderRun {
    private final OrderCaller caller;
    private final int concurrency;

    OrderRun(OrderCaller caller, int concurrency) {
        this.caller = caller;
        this.concurrency = concurrency;
    }

    /** @param progress is run after every answer */
    List<Answer> place(List<OrderLine> orders, Runnable progress) throws InterruptedException, RunFailedException {
        ExecutorService lanes = Executors.newFixedThreadPool(concurrency, Daemons.named("orders"));
        try {
            List<Future<Answer>> pending = new ArrayList<>();
            for (OrderLine order : orders) {
                pending.add(lanes.submit(() -> {
                    Answer answer = caller.place(order);
                    progress.run();
                    return answer;
                }));
            }
            List<Answer> answers = new ArrayList<>();
            for (Future<Answer> answer : pending) {
                answers.add(answer.get());
            }
            return answers;
        } catch (ExecutionException e) {
            throw new RunFailedException("Placing orders failed: " + e.getCause(), e);
        } finally {
            lanes.shutdownNow();
        }
    }
}
