// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.port.LogFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteErrorCode;

/**
 * The embedded log: one file, no server. WAL mode with {@code synchronous=FULL} syncs the write-ahead log at every
 * commit; a torn tail of it is cut by SQLite itself when the file is opened (I17), after {@link SqliteWal} has seen that
 * nothing acknowledged is cut with it, and before {@link Watermark} is asked. A lock file keeps a second process out.
 */
final class SqliteDialect implements Dialect {
    static final String MIGRATIONS = "classpath:io/holdfast/sql/coordinator/sqlite";
    private static final int BUSY_TIMEOUT_MILLIS = 10_000;
    /** Each commit is synced before the next one is written. */
    private static final int UNSYNCED_COMMITS = 1;

    private final Path file;
    private final SqlitePlace place;
    private final Connection lock;
    private final SqliteWal writeAheadLog;
    private final Watermark watermark;
    /** Whether the files may show what is not on their disk: a process that died may have seen a sync fail. */
    private final AtomicBoolean mistrusted = new AtomicBoolean(true);

    SqliteDialect(Path file) throws LogFailure {
        this.file = file;
        this.place = new SqlitePlace(file);
        this.lock = lock(beside(".lock"));
        this.writeAheadLog = new SqliteWal(beside("-wal"), UNSYNCED_COMMITS);
        try {
            this.watermark = new Watermark(beside(".mark"));
        } catch (IOException failure) {
            closeQuietly(lock);
            throw unusable(beside(".mark"), failure);
        }
    }

    private Path beside(String ending) {
        return place.beside(ending);
    }

    /**
     * A transaction that is never committed, on a file of its own: SQLite's locks end with their process, hold within it,
     * and, unlike those of a file channel, are not dropped when somebody else in it closes the same file.
     */
    private static Connection lock(Path lockFile) throws LogFailure {
        Connection connection = null;
        try {
            Path directory = Files.createDirectories(lockFile.toAbsolutePath().getParent());
            SqliteLibrary.keepIn(directory.resolve("native"));
            SQLiteConfig config = new SQLiteConfig();
            config.setJournalMode(SQLiteConfig.JournalMode.MEMORY);
            config.setBusyTimeout(0);
            config.setTransactionMode(SQLiteConfig.TransactionMode.EXCLUSIVE);
            connection = config.createConnection(SqlitePlace.url(lockFile));
            connection.setAutoCommit(false);
            return connection;
        } catch (SQLException failure) {
            closeQuietly(connection);
            if ((failure.getErrorCode() & 0xff) == SQLiteErrorCode.SQLITE_BUSY.code) {
                throw new LogFailure("another coordinator uses the log beside " + lockFile
                        + ": stop it, or let holdfast.data-dir name another directory");
            }
            throw unusable(lockFile, failure);
        } catch (IOException failure) {
            throw unusable(lockFile, failure);
        }
    }

    private static LogFailure unusable(Path lockFile, Exception failure) {
        return new LogFailure(
                "cannot use " + lockFile + " (" + failure
                        + "): let holdfast.data-dir name a directory that this user may write to",
                failure);
    }

    @Override
    public Connection openWriter() throws SQLException {
        Connection connection = open();
        connection.setAutoCommit(false);
        return connection;
    }

    @Override
    public BatchWriter batchWriter(Connection writer, LongSupplier clock) throws SQLException {
        return new PreparedBatches(writer, this, clock);
    }

    @Override
    public Connection openReader() throws SQLException {
        return open();
    }

    private Connection open() throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        // The driver begins the next transaction as soon as one is committed. IMMEDIATE would thereby hold the file's
        // only write lock while its lane is idle; DEFERRED takes it with the first statement, which is always a write.
        config.setTransactionMode(SQLiteConfig.TransactionMode.DEFERRED);
        config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
        return config.createConnection(SqlitePlace.url(file));
    }

    @Override
    public void migrate() throws LogFailure {
        checkFiles();
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl(SqlitePlace.url(file));
        source.setJournalMode("WAL");
        source.setSynchronous("FULL");
        new Migrations(source, MIGRATIONS, this).apply();
    }

    /**
     * Looks before SQLite opens the database for writing: what it then does with a damaged or missing write-ahead log would
     * destroy what is left of it.
     */
    private void checkFiles() throws LogFailure {
        writeAheadLog.check();
        try {
            if (!watermark.claimsAnything()) {
                return;
            }
            if (Files.notExists(file)) {
                throw place.gone();
            }
            writeAheadLog.writeAnew();
        } catch (IOException failure) {
            throw unusable(file, failure);
        }
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        int[] epochs = new int[TransactionId.MAX_LANE + 1];
        long[] batches = new long[epochs.length];
        try (Connection connection = config.createConnection(SqlitePlace.url(file));
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT lane_id, epoch, batches FROM lane"
                        + " WHERE lane_id BETWEEN 0 AND " + TransactionId.MAX_LANE)) {
            while (rows.next()) {
                epochs[rows.getInt(1)] = rows.getInt(2);
                batches[rows.getInt(1)] = rows.getLong(3);
            }
        } catch (SQLException failure) {
            String cure = cure(failure);
            throw new LogFailure(
                    "the lanes cannot be read in the log " + file + ", while " + beside(".mark")
                            + " says that there are"
                            + " some: " + failure.getMessage() + " - "
                            + (cure.isEmpty() ? "restore the directory from a backup" : cure),
                    failure);
        }
        for (int lane = 0; lane < epochs.length; lane++) {
            checkNothingIsLost(lane, epochs[lane], batches[lane]);
        }
    }

    @Override
    public void checkNothingIsLost(int lane, int epoch, long batches) throws LogFailure {
        watermark.check(describe(), lane, epoch, batches);
    }

    @Override
    public void acknowledged(int lane, int epoch, long batches) {
        watermark.acknowledged(lane, epoch, batches);
    }

    @Override
    public void mistrust() {
        mistrusted.set(true);
    }

    @Override
    public void makeDurableWhatIsThere() throws SQLException {
        if (!mistrusted.get()) {
            return;
        }
        try {
            writeAheadLog.writeAnew();
            mistrusted.set(false);
        } catch (IOException failure) {
            throw new SQLException("what is in the write-ahead log cannot be made durable: " + failure, failure);
        }
    }

    @Override
    public String takeLaneSql() {
        return "INSERT INTO lane (lane_id, owner, epoch, heartbeat) VALUES (?, ?, 1, ?)"
                + " ON CONFLICT (lane_id) DO UPDATE"
                + " SET owner = excluded.owner, epoch = lane.epoch + 1, heartbeat = excluded.heartbeat";
    }

    @Override
    public boolean isShared() {
        return false;
    }

    @Override
    public boolean isConflict(SQLException failure) {
        return false; // One process has the file, and its writers wait for each other.
    }

    @Override
    public String insertIfAbsent() {
        return "INSERT OR IGNORE";
    }

    @Override
    public String describe() {
        return place.describe();
    }

    @Override
    public String problem(SQLException failure) {
        return place.problem(failure);
    }

    @Override
    public String cure(SQLException failure) {
        return place.cure(failure);
    }

    @Override
    public void close() {
        watermark.close();
        closeQuietly(lock);
    }

    private static void closeQuietly(Connection connection) {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException unlocking) {
            // The operating system drops the lock with the process at the latest.
        }
    }
}
