// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Callers that each do the same thing again and again, a thread each, around one measured window. For one round. */
final class ClosedLoop {
    private static final long LONGEST_TRANSACTION_SECONDS = 60;

    /** One transaction, from its begin to its outcome. */
    interface Transaction {
        /**
         * Runs on the caller's thread.
         *
         * @param caller from 0
         * @param number which one of this caller's it is, from 0
         * @throws Exception if it did not go as it should have: the round is void, and the caller stops
         */
        void run(int caller, long number) throws Exception;
    }

    private final RoundPlan plan;
    private final Books books;
    private final Transaction transaction;

    private volatile boolean measuring;
    private volatile boolean stopping;

    ClosedLoop(RoundPlan plan, Books books, Transaction transaction) {
        this.plan = plan;
        this.books = books;
        this.transaction = transaction;
    }

    /** @param close of the books, once every transaction has ended */
    RoundResult run(Runnable close) throws IOException, InterruptedException {
        int callers = plan.workload().callers();
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        List<Future<Latencies>> running = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            int caller = i;
            running.add(threads.submit(() -> call(caller)));
        }
        Window window = new Window(plan);
        try {
            TimeUnit.MILLISECONDS.sleep(plan.warmUpMillis());
            window.open();
            measuring = true;
            TimeUnit.MILLISECONDS.sleep(plan.measuredMillis());
            measuring = false;
            window.close();
        } finally {
            stopping = true;
            threads.shutdown();
        }
        List<Latencies> latencies = ended(running);
        close.run();
        return window.result(latencies, books);
    }

    private static List<Latencies> ended(List<Future<Latencies>> running) throws IOException, InterruptedException {
        List<Latencies> latencies = new ArrayList<>();
        for (Future<Latencies> caller : running) {
            try {
                latencies.add(caller.get(LONGEST_TRANSACTION_SECONDS, TimeUnit.SECONDS));
            } catch (TimeoutException e) {
                throw new IOException("a transaction has not ended for " + LONGEST_TRANSACTION_SECONDS + " s", e);
            } catch (ExecutionException e) {
                throw new IOException("a caller broke: " + e.getCause(), e);
            }
        }
        return latencies;
    }

    /** A caller's whole life: until the round stops, or something goes wrong. */
    private Latencies call(int caller) {
        Latencies latencies = new Latencies();
        for (long number = 0; !stopping; number++) {
            long start = System.nanoTime();
            try {
                transaction.run(caller, number);
            } catch (Exception failed) { // The top of the loop: whatever it was, the round is void.
                books.problem("a transaction failed: " + failed);
                break;
            }
            if (measuring) {
                latencies.add(System.nanoTime() - start);
            }
        }
        return latencies;
    }
}
