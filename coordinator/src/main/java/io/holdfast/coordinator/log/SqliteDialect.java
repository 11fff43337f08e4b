// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import io.holdfast.coordinator.port.LogFailure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteErrorCode;

/**
 * The embedded log: one file, no server. WAL mode with {@code synchronous=FULL} syncs the write-ahead log at every
 * commit; a torn tail of it is cut by SQLite itself when the file is opened (I17). A lock file keeps a second process
 * out.
 */
final class SqliteDialect implements Dialect {
    private static final String MIGRATIONS = "classpath:io/holdfast/sql/coordinator/sqlite";
    private static final int BUSY_TIMEOUT_MILLIS = 10_000;

    private final Path file;
    private final FileChannel lockChannel;

    SqliteDialect(Path file) throws LogFailure {
        this.file = file;
        this.lockChannel = lock(file.resolveSibling(file.getFileName() + ".lock"));
    }

    private static FileChannel lock(Path lockFile) throws LogFailure {
        FileChannel channel = null;
        try {
            Files.createDirectories(lockFile.toAbsolutePath().getParent());
            channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return channel;
            }
        } catch (IOException failure) {
            closeQuietly(channel);
            throw new LogFailure(
                    "cannot use " + lockFile + " (" + failure
                            + "): let holdfast.data-dir name a directory that this user may write to",
                    failure);
        } catch (OverlappingFileLockException held) {
            // The same process holds it: told like any other holder below.
        }
        closeQuietly(channel);
        throw new LogFailure("another coordinator uses the log beside " + lockFile
                + ": stop it, or let holdfast.data-dir name another directory");
    }

    @Override
    public Connection openWriter() throws SQLException {
        Connection connection = open(SQLiteConfig.SynchronousMode.FULL);
        connection.setAutoCommit(false);
        return connection;
    }

    @Override
    public Connection openReader() throws SQLException {
        return open(SQLiteConfig.SynchronousMode.FULL);
    }

    private Connection open(SQLiteConfig.SynchronousMode synchronous) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(synchronous);
        // The driver begins the next transaction as soon as one is committed. IMMEDIATE would thereby hold the file's
        // only
        // write lock while its lane is idle; DEFERRED takes it with the first statement, which is always a write.
        config.setTransactionMode(SQLiteConfig.TransactionMode.DEFERRED);
        config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
        return config.createConnection(url());
    }

    @Override
    public void migrate() throws LogFailure {
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl(url());
        source.setJournalMode("WAL");
        source.setSynchronous("FULL");
        new Migrations(source, MIGRATIONS, this).apply();
    }

    /** As a URI, in which no character of a file's name is taken for a setting. */
    private String url() {
        return "jdbc:sqlite:" + file.toAbsolutePath().toUri();
    }

    @Override
    public String takeLaneSql() {
        return "INSERT INTO lane (lane_id, owner, epoch, heartbeat) VALUES (?, ?, 1, ?)"
                + " ON CONFLICT (lane_id) DO UPDATE"
                + " SET owner = excluded.owner, epoch = lane.epoch + 1, heartbeat = excluded.heartbeat";
    }

    @Override
    public String describe() {
        return file.toString();
    }

    @Override
    public String cure(SQLException failure) {
        int code = failure.getErrorCode() & 0xff;
        if (code == SQLiteErrorCode.SQLITE_FULL.code) {
            return "free some space on its disk";
        }
        if (code == SQLiteErrorCode.SQLITE_CORRUPT.code || code == SQLiteErrorCode.SQLITE_NOTADB.code) {
            return "the file is damaged: stop the coordinator and restore it from a backup";
        }
        if (code == SQLiteErrorCode.SQLITE_READONLY.code || code == SQLiteErrorCode.SQLITE_CANTOPEN.code) {
            return "let this user write to the file and its directory";
        }
        if (code == SQLiteErrorCode.SQLITE_BUSY.code) {
            return "another program holds a lock on the file: close it";
        }
        return "";
    }

    @Override
    public void close() {
        closeQuietly(lockChannel);
    }

    private static void closeQuietly(FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException unlocking) {
            // The operating system drops the lock with the process at the latest.
        }
    }
}
