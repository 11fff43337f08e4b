// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import io.holdfast.coordinator.port.LogFailure;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** On a file: a new one, or that of {@code -Dkept=DIRECTORY}, which is filled once and stays. */
@Tag("long")
class SqliteSearchAtScaleIT extends SearchAtScale {
    @TempDir(cleanup = CleanupMode.ALWAYS)
    private Path directory;

    private Path file() {
        String kept = System.getProperty("kept");
        return (kept == null ? directory : Path.of(kept)).resolve("holdfast.db");
    }

    @Override
    JdbcTransactionLog open() throws LogFailure {
        return JdbcTransactionLog.embedded(file(), "node-1", System::currentTimeMillis);
    }

    @Override
    Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file());
    }
}
