// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.clients;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Runs scenarios at the same time, each on a thread of its own. */
final class Together {
    private Together() {}

    /** Waits for all, then throws the first failure as it was, with the others attached. */
    static void run(List<Runnable> scenarios) {
        ExecutorService threads = Executors.newFixedThreadPool(scenarios.size());
        try {
            List<CompletableFuture<Void>> running = scenarios.stream()
                    .map(scenario -> CompletableFuture.runAsync(scenario, threads))
                    .toList();
            List<Throwable> failures = new ArrayList<>();
            for (CompletableFuture<Void> scenario : running) {
                try {
                    scenario.join();
                } catch (CompletionException e) {
                    failures.add(e.getCause());
                }
            }
            rethrow(failures);
        } finally {
            threads.shutdown();
        }
    }

    private static void rethrow(List<Throwable> failures) {
        if (failures.isEmpty()) {
            return;
        }
        Throwable first = failures.get(0);
        failures.subList(1, failures.size()).forEach(first::addSuppressed);
        if (first instanceof Error failure) {
            throw failure;
        }
        if (first instanceof RuntimeException failure) {
            throw failure;
        }
        throw new IllegalStateException(first);
    }
}
