// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.watch;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks after things once every half a second. Owns the thread that does. */
public final class Rounds implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);
    /** A lane that halts stays halted for a second at least. */
    private static final long EVERY_MILLIS = 500;

    private final List<Runnable> stations;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "holdfast-watch");
        made.setDaemon(true);
        return made;
    });

    public Rounds(List<Runnable> stations) {
        this.stations = List.copyOf(stations);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // It ends with the thread.
    public void start() {
        thread.scheduleWithFixedDelay(this::round, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void round() {
        for (Runnable station : stations) {
            try {
                station.run();
            } catch (RuntimeException bug) { // Else there would be no more rounds.
                LOG.error("What monitoring is told is not up to date", bug);
            }
        }
    }

    /** Waits a moment for a round that is under way: it may be reading the log. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(2, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
