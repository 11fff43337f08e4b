// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.dubbo.front;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A moment of the process's own clock. */
record Deadline(long nanos) {
    static Deadline in(long millis) {
        return new Deadline(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis));
    }

    boolean isWithin(long millis) {
        return nanos - System.nanoTime() < TimeUnit.MILLISECONDS.toNanos(millis);
    }

    /** Does that then, unless the future has come by then. */
    void whenOver(ScheduledExecutorService executor, CompletableFuture<?> future, Runnable action) {
        try {
            Future<?> timer = executor.schedule(action, Math.max(0, nanos - System.nanoTime()), TimeUnit.NANOSECONDS);
            CompletableFuture<?> unused = future.whenComplete((value, failure) -> timer.cancel(false));
        } catch (RejectedExecutionException stopped) {
            action.run();
        }
    }
}
