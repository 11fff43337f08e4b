// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.coordinator.model.LogRecord;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.port.LaneLog;
import io.holdfast.coordinator.port.LogFailure;
import io.holdfast.coordinator.port.TransactionLog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup and its restore by the statements that the operating guide gives, while the log is written. */
class SqliteBackupTest {
    private static final int BEFORE = 40;
    private static final int AFTER = 40;

    @TempDir
    Path directory;

    private static TransactionLog open(Path file) throws LogFailure {
        return JdbcTransactionLog.embedded(file, "node-1", () -> Records.AT);
    }

    /** As another program does it. */
    private static void sql(Path database, String statement) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement one = connection.createStatement()) {
            one.execute(statement);
        }
    }

    /** Writes transactions of one branch, undecided, until it is told to stop. */
    private static void write(LaneLog lane, AtomicInteger acknowledged, AtomicInteger last) {
        try {
            for (int counter = 1; counter <= last.get(); counter++) {
                lane.append(Records.of(0, counter).begun().registered(counter).all());
                acknowledged.set(counter);
            }
        } catch (LogFailure failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static Set<Long> unfinished(LaneLog lane) throws LogFailure {
        Set<Long> counters = new TreeSet<>();
        lane.replay(record -> counters.add(counter(record)));
        return counters;
    }

    private static long counter(LogRecord record) {
        return record.transaction().value() - TransactionId.of(0, 1, 1).value() + 1;
    }

    @Test
    void aCopyOfALogThatIsWrittenHasAllThatWasAcknowledgedBeforeIt() throws Exception {
        Path original = directory.resolve("holdfast.db");
        Path backup = directory.resolve("backup.db");
        AtomicInteger acknowledged = new AtomicInteger();
        AtomicInteger last = new AtomicInteger(Integer.MAX_VALUE);
        int before;
        TransactionLog log = open(original);
        try (LaneLog lane = log.take(0)) {
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> write(lane, acknowledged, last));
            before = await(acknowledged, BEFORE);
            sql(original, "VACUUM INTO '" + backup + "'");
            last.set(await(acknowledged, acknowledged.get() + AFTER) + 1);
            writing.join();
        } finally {
            log.close();
        }
        sql(backup, "PRAGMA integrity_check");
        restore(original, backup);
        TransactionLog restored = open(original);
        try (LaneLog lane = restored.take(0)) {
            Set<Long> there = unfinished(lane);
            assertThat(there).contains(1L, (long) before).hasSizeGreaterThanOrEqualTo(before);
            assertThat(there).hasSizeLessThan(last.get());
            assertThat(lane.epoch()).as("no id is used twice").isEqualTo(1002);
        } finally {
            restored.close();
        }
    }

    private static int await(AtomicInteger acknowledged, int wanted) {
        Awaitility.await().until(() -> acknowledged.get() >= wanted);
        return acknowledged.get();
    }

    private void restore(Path original, Path backup) throws Exception {
        Path lost = Files.createDirectory(directory.resolve("lost"));
        for (String ending : new String[] {"", "-wal", "-shm", ".mark"}) {
            Path file = original.resolveSibling(original.getFileName() + ending);
            if (Files.exists(file)) {
                Files.move(file, lost.resolve(file.getFileName()));
            }
        }
        Files.copy(backup, original);
        sql(original, "UPDATE lane SET epoch = epoch + 1000");
    }

    /** Whoever forgets that what came after it is lost is told. */
    @Test
    void anOlderCopyBesideTheMarkIsRefused() throws Exception {
        Path original = directory.resolve("holdfast.db");
        Path backup = directory.resolve("backup.db");
        TransactionLog log = open(original);
        try (LaneLog lane = log.take(0)) {
            lane.append(Records.of(0, 1).begun().registered(1).all());
            sql(original, "VACUUM INTO '" + backup + "'");
            lane.append(Records.of(0, 2).begun().registered(2).all());
        } finally {
            log.close();
        }
        Files.delete(original);
        Files.deleteIfExists(directory.resolve("holdfast.db-wal"));
        Files.deleteIfExists(directory.resolve("holdfast.db-shm"));
        Files.copy(backup, original);
        assertThatThrownBy(() -> open(original))
                .isInstanceOf(LogFailure.class)
                .hasMessageContaining("has lost acknowledged transactions");
    }
}
