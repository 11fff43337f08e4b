// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.dubbo.call;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.dubbo.common.URL;
import org.apache.dubbo.common.threadpool.ThreadPool;

/**
 * Has an answer read and passed on by the thread that it came in on. Dubbo would wake one of its own threads for each of
 * the four parts of an answer (head, body, end, and that it is complete), which costs more than all that is done there: it
 * is handed to a lane, and nothing in it waits. Dubbo finds it by its name in {@code META-INF/dubbo}.
 */
public final class InPlace implements ThreadPool {
    /** Its name. */
    static final String NAME = "holdfast-in-place";

    @Override
    public ExecutorService getExecutor(URL url) {
        return new Caller();
    }

    /** Safe for any thread. */
    private static final class Caller extends AbstractExecutorService {
        private volatile boolean shutdown;

        @Override
        public void execute(Runnable task) {
            task.run();
        }

        @Override
        public void shutdown() {
            shutdown = true;
        }

        @Override
        public List<Runnable> shutdownNow() {
            shutdown = true;
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return shutdown;
        }

        /** Tasks under way are their callers' affair. */
        @Override
        public boolean isTerminated() {
            return shutdown;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return shutdown;
        }
    }
}
