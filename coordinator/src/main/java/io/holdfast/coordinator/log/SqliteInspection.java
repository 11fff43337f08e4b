// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import io.holdfast.coordinator.port.Checkup.Finding;
import io.holdfast.coordinator.port.Checkup.Grade;
import io.holdfast.coordinator.port.LogFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * Looks at the embedded log. Only for reading: a coordinator that uses it is not held up, and one that starts meanwhile finds
 * it free. For one thread.
 */
final class SqliteInspection {
    private final SqlitePlace place;
    private final int lanes;
    private final LongSupplier clock;
    private final List<Finding> findings = new ArrayList<>();

    SqliteInspection(SqlitePlace place, int lanes, LongSupplier clock) {
        this.place = place;
        this.lanes = lanes;
        this.clock = clock;
    }

    List<Finding> look() {
        try {
            if (Files.exists(place.file())) {
                useTheLibraryThatIsThere();
                lookInside();
            } else if (Watermark.saysAnything(place.beside(".mark"))) {
                throw place.gone();
            } else {
                findings.add(Finding.ok(LogInspection.LOG, "none yet; the first start makes " + place.describe()));
            }
        } catch (LogFailure failure) {
            findings.add(Finding.of(Grade.FAIL, LogInspection.LOG, failure.getMessage()));
        } catch (IOException failure) {
            findings.add(Finding.fail(
                    LogInspection.LOG,
                    "the log " + place.describe() + " cannot be looked at (" + failure + ")",
                    "let this user read and write all files of holdfast.data-dir"));
        }
        return findings;
    }

    /** Else the driver unpacks one more copy into the temporary directory. */
    private void useTheLibraryThatIsThere() throws IOException {
        Path directory = place.file().resolveSibling("native");
        if (Files.isWritable(directory)) {
            SqliteLibrary.keepIn(directory);
        }
    }

    private void lookInside() throws LogFailure {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl(SqlitePlace.url(place.file()));
        try (Connection connection = source.getConnection()) {
            long bytes = Files.size(place.file());
            LogInspection.number(connection, "SELECT COUNT(*) FROM sqlite_master");
            findings.add(Finding.ok(LogInspection.LOG, place.describe() + " can be read, " + (bytes >> 20) + " MiB"));
            if (LogInspection.addSchema(new Migrations(source, SqliteDialect.MIGRATIONS, place), findings)) {
                JdbcTransactionLog.checkLanes(place, lanes, JdbcTransactionLog.countLanes(connection));
                LogInspection.addNewest(connection, clock.getAsLong(), findings);
                LogInspection.addUsers(connection, findings);
            }
        } catch (SQLException failure) {
            throw JdbcTransactionLog.failure(place, "nothing can be read", failure);
        } catch (IOException failure) {
            throw new LogFailure("the log " + place.describe() + " cannot be looked at: " + failure, failure);
        }
    }
}
