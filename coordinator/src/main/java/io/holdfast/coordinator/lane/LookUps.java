// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.lane;

import io.holdfast.coordinator.model.Answer.Standing;
import io.holdfast.coordinator.model.Input;
import io.holdfast.coordinator.model.Input.AboutTransaction;
import io.holdfast.coordinator.port.LogFailure;
import io.holdfast.coordinator.port.TransactionLog;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Asks the log about ended transactions on a thread of its own, so that no read delays the lane. */
final class LookUps implements AutoCloseable {
    private final TransactionLog log;
    private final Inbox<Input> inbox;
    private final ExecutorService reader;

    LookUps(TransactionLog log, int lane, int capacity, Inbox<Input> inbox) {
        this.log = log;
        this.inbox = inbox;
        this.reader = new ThreadPoolExecutor(0, 1, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(capacity), task -> {
            Thread thread = new Thread(task, "holdfast-look-ups-" + lane);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** The answer comes to the inbox; false if too many wait already. */
    boolean ask(AboutTransaction request) {
        try {
            reader.execute(() -> answer(request));
            return true;
        } catch (RejectedExecutionException full) {
            return false;
        }
    }

    private void answer(AboutTransaction request) {
        Input found;
        try {
            Standing standing = log.findFinished(request.transaction());
            found = new Input.LookedUp(request, standing);
        } catch (LogFailure failure) {
            found = new Input.LookUpFailed(request, failure.getMessage());
        }
        // The lane empties its inbox even while it is halted; once it has stopped, close() ends this.
        while (!inbox.offer(found) && !reader.isShutdown()) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Override
    public void close() {
        reader.shutdownNow();
    }
}
