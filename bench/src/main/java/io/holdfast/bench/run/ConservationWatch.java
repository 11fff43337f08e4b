// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.run;

import io.holdfast.bench.process.RunDirectory;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Checks I13 again and again while orders run, on its own thread, until it is told to end.
 *
 * <p>Each SKU and each account is judged by itself, as one statement saw it.
 */
final class ConservationWatch {
    private static final Duration BETWEEN_CHECKS = Duration.ofMillis(100);
    private static final int MOST_KEPT = 10;

    private final CountDownLatch ending = new CountDownLatch(1);

    /**
     * @param checks how often all holdings were read
     * @param broken what was found, the first few
     */
    record Findings(int checks, List<String> broken) {}

    /** Runs until {@link #end}; at least one check is made. */
    Findings watch(Databases databases, RunDirectory directory) throws SQLException, InterruptedException {
        List<String> broken = new ArrayList<>();
        int checks = 0;
        try (Stores stores = Stores.open(databases, directory)) {
            do {
                checks++;
                List<String> found = new ArrayList<>(Conservation.always(Books.stock(stores.inventory())));
                found.addAll(Conservation.always(Books.money(stores.payment())));
                found.stream().limit(MOST_KEPT - (long) broken.size()).forEach(broken::add);
            } while (!ending.await(BETWEEN_CHECKS.toMillis(), TimeUnit.MILLISECONDS));
        }
        return new Findings(checks, broken);
    }

    void end() {
        ending.countDown();
    }
}
