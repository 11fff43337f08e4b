// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import io.holdfast.participant.BranchCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Makes the calls, on threads of its own: a transaction of the test's thread is none of the participant's, and a call that
 * never returns does not stop the test.
 */
final class Callers implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    /** A call to be made. */
    record Due(Branch branch, BranchCall call) {}

    private final Wire wire;
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "holdfast-testkit");
        thread.setDaemon(true);
        return thread;
    });

    Callers(Wire wire) {
        this.wire = wire;
    }

    Answer call(Branch branch, BranchCall call) {
        return answers(List.of(threads.submit(() -> wire.call(call, branch.arguments()))))
                .get(0);
    }

    /** All at the same time; the answers in the order of the calls. */
    List<Answer> together(List<Due> calls) {
        CountDownLatch ready = new CountDownLatch(calls.size());
        List<Future<Answer>> futures = new ArrayList<>();
        for (Due due : calls) {
            futures.add(threads.submit(() -> {
                ready.countDown();
                ready.await();
                return wire.call(due.call(), due.branch().arguments());
            }));
        }
        return answers(futures);
    }

    /** As many at a time as there are threads for. */
    <T> List<T> crowd(int size, List<Callable<T>> works) {
        ExecutorService crowd = Executors.newFixedThreadPool(size);
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> future : crowd.invokeAll(works)) {
                results.add(future.get());
            }
            return results;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw rethrown(e);
        } finally {
            crowd.shutdownNow();
        }
    }

    private static List<Answer> answers(List<Future<Answer>> futures) {
        return futures.stream().map(Callers::answer).toList();
    }

    private static Answer answer(Future<Answer> future) {
        try {
            return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return new Answer.Failed("no answer within " + PATIENCE.toSeconds() + " s", null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw rethrown(e);
        }
    }

    private static RuntimeException rethrown(ExecutionException e) {
        if (e.getCause() instanceof Error error) {
            throw error;
        }
        return e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
