// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.guard.jdbc;

import io.holdfast.participant.guard.BranchKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the guard's old rows: only final ones, only after the retention time, each by its primary key in a transaction
 * of its own, so that no live row, and no tombstone that still may have to refuse a late Try, is ever removed or locked;
 * and no holder of a business key that another branch, which is only tried, may still have to ask for.
 * Runs on one daemon thread, which it owns; several instances may clean the same table at once.
 */
public final class GuardCleaner implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GuardCleaner.class);
    private static final int BATCH = 500;

    private final GuardTable table;
    private final SideTable keys;
    private final SideTable calls;
    private final DataSource dataSource;
    private final Duration retention;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread cleaner = new Thread(task, "holdfast-guard-cleaner");
        cleaner.setDaemon(true);
        return cleaner;
    });

    /**
     * A cleaner that does nothing before it is started or called.
     *
     * @param retention must be longer than the longest possible Try, and than the longest time for which the
     *     coordinator may be away and then repeat a Confirm
     */
    public GuardCleaner(JdbcGuard guard, DataSource dataSource, Duration retention) {
        this.table = guard.table();
        this.keys = SideTable.beside(table.name(), BusinessKeyTable.STANDARD_NAME);
        this.calls = SideTable.beside(table.name(), KeptCalls.STANDARD_NAME);
        this.dataSource = dataSource;
        this.retention = retention;
    }

    /** Cleans every {@code interval}, for the first time within it, at a moment that differs between instances. */
    @SuppressWarnings("FutureReturnValueIgnored") // it ends when the thread is shut down, and never fails
    public void start(Duration interval) {
        long period = Math.max(1, interval.toMillis());
        thread.scheduleWithFixedDelay(
                this::cleanQuietly, ThreadLocalRandom.current().nextLong(period), period, TimeUnit.MILLISECONDS);
    }

    private void cleanQuietly() {
        try {
            int removed = clean();
            LOG.debug("removed {} rows of the guard", removed);
        } catch (SQLException | RuntimeException e) { // the loop's top: the next round tries again
            LOG.warn("the guard's old rows could not be removed, will try again: {}", e.toString());
        }
    }

    /** Cleans now, on the calling thread; returns the number of rows removed. */
    public int clean() throws SQLException {
        return clean(Duration.ZERO);
    }

    /**
     * Cleans now, on the calling thread.
     *
     * @param atLeast rows younger than this stay too; it can only lengthen the retention time
     * @return the number of rows removed
     */
    public int clean(Duration atLeast) throws SQLException {
        Duration age = atLeast.compareTo(retention) > 0 ? atLeast : retention;
        int removed = 0;
        try (Connection connection = dataSource.getConnection()) {
            boolean autoCommit = connection.getAutoCommit();
            connection.setAutoCommit(true);
            try {
                List<SideTable> present = new ArrayList<>();
                for (SideTable side : List.of(keys, calls)) {
                    if (side.isPresent(connection)) {
                        present.add(side);
                    }
                }
                String keyTable = present.contains(keys) ? keys.name() : null;
                List<BranchKey> finished;
                do {
                    finished = table.finished(connection, age, BATCH, keyTable);
                    int removedNow = 0;
                    for (BranchKey branch : finished) {
                        for (SideTable side : present) {
                            side.remove(connection, branch); // first: without its row nobody would come back for it
                        }
                        removedNow += table.removeFinished(connection, branch, age) ? 1 : 0;
                    }
                    removed += removedNow;
                    if (removedNow == 0) {
                        break; // another instance is at the same rows: leave them to it
                    }
                } while (finished.size() == BATCH && !thread.isShutdown());
            } finally {
                connection.setAutoCommit(autoCommit);
            }
        }
        return removed;
    }

    /** Stops cleaning; a round that runs ends after its batch. */
    @Override
    public void close() {
        thread.shutdown();
    }
}
