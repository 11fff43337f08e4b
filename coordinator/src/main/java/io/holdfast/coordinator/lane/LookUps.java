// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.lane;

import io.holdfast.coordinator.model.Input;
import io.holdfast.coordinator.model.Input.AboutTransaction;
import io.holdfast.coordinator.port.LogContext;
import io.holdfast.coordinator.port.LogFailure;
import io.holdfast.coordinator.port.TransactionLog;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the log about ended transactions on a thread of its own, so that no read delays the lane. Every question is
 * answered once: through the lane, or by being handed back at the end.
 */
final class LookUps implements LogQuestions {
    private static final Logger LOG = LoggerFactory.getLogger(LookUps.class);

    private final TransactionLog log;
    private final Predicate<Input> lane;
    private final ExecutorService reader;
    private final ExecutorService keyReader;

    /** @param lane where the answers go; false if it is full just now */
    LookUps(TransactionLog log, int number, int capacity, Predicate<Input> lane) {
        this.log = log;
        this.lane = lane;
        this.reader = oneThread("holdfast-look-ups-" + number, new ArrayBlockingQueue<>(capacity));
        this.keyReader = oneThread("holdfast-keys-" + number, new LinkedBlockingQueue<>());
    }

    private static ExecutorService oneThread(String name, BlockingQueue<Runnable> queue) {
        return new ThreadPoolExecutor(0, 1, 10, TimeUnit.SECONDS, queue, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public boolean ask(AboutTransaction request) {
        try {
            reader.execute(new Question(request));
            return true;
        } catch (RejectedExecutionException full) {
            return false;
        }
    }

    @Override
    public void askKey(String key, int epoch) {
        keyReader.execute(() -> answer(findKey(key, epoch)));
    }

    private Input findKey(String key, int epoch) {
        try {
            return new Input.KeyLookedUp(key, epoch, log.findKey(key));
        } catch (LogFailure failure) {
            return new Input.KeyLookUpFailed(key, epoch, failure.getMessage());
        } catch (RuntimeException | Error bug) {
            LOG.error("idempotency key {} could not be looked up", key, bug);
            return new Input.KeyLookUpFailed(key, epoch, "idempotency key " + key + " could not be looked up: " + bug);
        }
    }

    /** The lane empties its inbox even while it is halted, and once it has stopped, whoever offers does. */
    private void answer(Input found) {
        while (!lane.test(found)) {
            LockSupport.parkNanos(1_000_000);
            Thread.interrupted();
        }
    }

    /** The questions that nobody will ask any more; one that is being asked is still answered. */
    List<AboutTransaction> close() {
        keyReader.shutdownNow(); // Whoever waits for a key is told by the engine.
        List<AboutTransaction> unasked = new ArrayList<>();
        for (Runnable task : reader.shutdownNow()) {
            unasked.add(((Question) task).request);
        }
        return unasked;
    }

    private final class Question implements Runnable {
        private final AboutTransaction request;

        Question(AboutTransaction request) {
            this.request = request;
        }

        @Override
        public void run() {
            LogContext.about(request.transaction(), this::answer);
        }

        private void answer() {
            Input found;
            try {
                found = LogQuestions.answer(request, log);
            } catch (LogFailure failure) {
                found = new Input.LookUpFailed(request, failure.getMessage());
            } catch (RuntimeException | Error bug) {
                LOG.error("a transaction could not be looked up", bug);
                found = new Input.LookUpFailed(
                        request, "transaction " + request.transaction() + " could not be looked up: " + bug);
            }
            LookUps.this.answer(found);
        }
    }
}
