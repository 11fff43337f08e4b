// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import io.holdfast.coordinator.port.Checkup.Finding;
import io.holdfast.coordinator.port.Checkup.Grade;
import io.holdfast.coordinator.port.LogFailure;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Looks at a log from outside, whether a coordinator uses it or not, and leaves it as it is: nothing is locked, created or
 * brought up to date. Stateless.
 */
public final class LogInspection {
    static final String LOG = "log";
    static final String SCHEMA = "schema";
    static final String CLOCK = "clock";
    static final String USERS = "users";
    private static final long ODD_MILLIS = 5_000;

    private LogInspection() {}

    /**
     * Looks at the embedded log.
     *
     * @param lanes how many are to be served
     * @param clock milliseconds since 1970
     */
    public static List<Finding> embedded(Path file, int lanes, LongSupplier clock) {
        return new SqliteInspection(new SqlitePlace(file), lanes, clock).look();
    }

    /**
     * Looks at the log on a server, and at the server.
     *
     * @param largestBytes what the largest record may have
     * @param clock milliseconds since 1970
     */
    public static List<Finding> shared(JdbcLogSettings settings, int largestBytes, LongSupplier clock) {
        return new MySqlInspection(settings, largestBytes, clock).look();
    }

    /** @return false if there is nothing to ask yet */
    static boolean addSchema(Migrations migrations, List<Finding> findings) {
        try {
            Migrations.Schema schema = migrations.inspect();
            if (schema.version() == null) {
                findings.add(Finding.ok(SCHEMA, "none yet; the first start makes version " + schema.newest()));
                return false;
            }
            findings.add(Finding.ok(
                    SCHEMA,
                    "version " + schema.version()
                            + (schema.isUpToDate()
                                    ? ", which is this program's"
                                    : "; the start brings it to version " + schema.newest())));
            return schema.isUpToDate();
        } catch (LogFailure refused) {
            findings.add(Finding.of(Grade.FAIL, SCHEMA, refused.getMessage()));
            return false;
        }
    }

    /** What was written last, against the clock of this machine. */
    static void addNewest(Connection on, long nowMillis, List<Finding> findings) throws SQLException {
        long newestMillis = number(on, "SELECT COALESCE(MAX(heartbeat), 0) FROM lane");
        if (newestMillis - nowMillis > ODD_MILLIS) {
            findings.add(Finding.warn(
                    CLOCK,
                    "this machine's clock is " + Duration.ofMillis(newestMillis - nowMillis)
                            + " before what was written last in the log",
                    "set it right, and let NTP keep it so: deadlines of open transactions are measured by it"));
        } else {
            findings.add(Finding.ok(CLOCK, "not before what was written last in the log"));
        }
    }

    static void addUsers(Connection on, List<Finding> findings) throws SQLException {
        long users = number(on, "SELECT COUNT(*) FROM admin_user");
        findings.add(
                users == 0
                        ? Finding.ok(USERS, "none yet; the first start prints a password of the user admin")
                        : Finding.ok(USERS, users == 1 ? "one may log in" : users + " may log in"));
    }

    static long number(Connection on, String question) throws SQLException {
        try (Statement statement = on.createStatement();
                ResultSet row = statement.executeQuery(question)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }
}
