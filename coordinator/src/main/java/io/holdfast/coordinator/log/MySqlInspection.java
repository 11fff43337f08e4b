// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import io.holdfast.coordinator.port.Checkup.Finding;
import io.holdfast.coordinator.port.Checkup.Grade;
import io.holdfast.coordinator.port.LogFailure;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** Looks at the servers that have the log, and at the log. For one thread. */
final class MySqlInspection {
    private static final String SERVER = "database";
    private static final String MAKES_DATABASE = "createDatabaseIfNotExist=true";
    private static final long ODD_MILLIS = 2_000;

    private final JdbcLogSettings settings;
    private final boolean makesDatabase;
    private final int largestBytes;
    private final LongSupplier clock;
    private final List<Finding> findings = new ArrayList<>();

    MySqlInspection(JdbcLogSettings settings, int largestBytes, LongSupplier clock) {
        makesDatabase = settings.url().contains(MAKES_DATABASE);
        this.settings = new JdbcLogSettings(
                settings.url().replace(MAKES_DATABASE, "createDatabaseIfNotExist=false"),
                settings.username(),
                settings.password(),
                settings.patience());
        this.largestBytes = largestBytes;
        this.clock = clock;
    }

    List<Finding> look() {
        try {
            MySqlDialect dialect = new MySqlDialect(settings);
            Map<String, SQLException> away = new LinkedHashMap<>();
            String best = null;
            for (String url : dialect.servers()) {
                try (Connection connection = dialect.open(url, false, true)) {
                    lookAt(MySqlServers.host(url), connection);
                    best = best == null ? url : best;
                } catch (SQLException failure) {
                    away.put(MySqlServers.host(url), failure);
                }
            }
            boolean others = best != null;
            away.forEach((host, failure) -> addAway(dialect, host, failure, others));
            if (best != null) {
                lookInside(dialect, best);
            }
        } catch (LogFailure impossible) {
            findings.add(Finding.of(Grade.FAIL, SERVER, impossible.getMessage()));
        }
        return findings;
    }

    private void addAway(MySqlDialect dialect, String host, SQLException failure, boolean others) {
        if (failure.getErrorCode() == MySqlDialect.UNKNOWN_DATABASE && makesDatabase) {
            findings.add(Finding.ok(SERVER, host + " answers, and has no such database; the first start makes it"));
            return;
        }
        findings.add(new Finding(
                others ? Grade.WARN : Grade.FAIL,
                SERVER,
                host + ": " + dialect.problem(failure),
                dialect.cure(failure)));
    }

    /** What holds for each server by itself. */
    private void lookAt(String host, Connection on) throws SQLException {
        try (Statement statement = on.createStatement()) {
            findings.add(Finding.ok(
                    SERVER,
                    host + " answers, " + on.getMetaData().getDatabaseProductName() + " "
                            + text(statement, "SELECT VERSION()")));
            if (Galera.isOn(statement)) {
                findings.add(Galera.describe(SERVER, host, statement));
            }
        }
        add(on, statement -> addSync(host, statement));
        add(on, statement -> addPacket(host, statement));
        add(on, statement -> addReadOnly(host, statement));
        add(on, statement -> addBinaryLog(host, statement));
        add(on, statement -> addClock(host, statement));
    }

    private interface Question {
        void ask(Statement statement) throws SQLException;
    }

    /** Servers of a kind that lacks a setting cannot have it wrong. */
    private static void add(Connection on, Question question) throws SQLException {
        try (Statement statement = on.createStatement()) {
            question.ask(statement);
        } catch (SQLException unknown) {
            if (!on.isValid(1)) {
                throw unknown;
            }
        }
    }

    private void addSync(String host, Statement statement) throws SQLException {
        if (!MySqlDialect.syncsEveryCommit(statement)) {
            findings.add(Finding.warn(SERVER, host + " " + MySqlDialect.NOT_SYNCED, MySqlDialect.SYNC));
        }
    }

    private void addPacket(String host, Statement statement) throws SQLException {
        long allowed = Long.parseLong(text(statement, "SELECT @@max_allowed_packet"));
        if (allowed < 2L * largestBytes) {
            findings.add(Finding.warn(
                    SERVER,
                    host + " takes statements of " + allowed + " bytes, and a record may have " + largestBytes,
                    "set max_allowed_packet to " + 2L * largestBytes + " or more"));
        }
    }

    private void addReadOnly(String host, Statement statement) throws SQLException {
        if (!text(statement, "SELECT @@global.read_only").equals("0")) {
            findings.add(Finding.fail(
                    SERVER,
                    host + " is read-only",
                    "let holdfast.log.url name the server that takes writes, or set read_only=OFF"));
        }
    }

    /** With READ COMMITTED, which coordinators ask for, InnoDB refuses every write then. */
    private void addBinaryLog(String host, Statement statement) throws SQLException {
        boolean on = text(statement, "SELECT @@log_bin").equals("1");
        if (on && text(statement, "SELECT @@binlog_format").equals("STATEMENT")) {
            findings.add(Finding.fail(
                    SERVER,
                    host + " writes its binary log by statements, and so refuses READ COMMITTED",
                    "set binlog_format=ROW"));
        }
    }

    private void addClock(String host, Statement statement) throws SQLException {
        long before = clock.getAsLong();
        long theirs = Math.round(1000 * Double.parseDouble(text(statement, "SELECT UNIX_TIMESTAMP(NOW(3))")));
        long behind = theirs - (before + clock.getAsLong()) / 2;
        if (Math.abs(behind) > ODD_MILLIS) {
            findings.add(Finding.warn(
                    LogInspection.CLOCK,
                    "this machine's clock is " + Duration.ofMillis(Math.abs(behind))
                            + (behind > 0 ? " behind that of " : " before that of ") + host,
                    "set both right, and let NTP keep them so"));
        } else {
            findings.add(Finding.ok(LogInspection.CLOCK, "the same as that of " + host));
        }
    }

    private void lookInside(MySqlDialect dialect, String url) {
        try (Connection connection = dialect.open(url, false, true)) {
            if (LogInspection.addSchema(
                    new Migrations(dialect.source(url), MySqlDialect.MIGRATIONS, dialect), findings)) {
                LogInspection.addNewest(connection, clock.getAsLong(), findings);
                LogInspection.addUsers(connection, findings);
                long nodes = LogInspection.number(
                        connection,
                        "SELECT COUNT(*) FROM node WHERE seen_at > CURRENT_TIMESTAMP(3) - INTERVAL 30 SECOND");
                findings.add(Finding.ok("cluster", nodes + " coordinators have moved in the last 30 seconds"));
            }
        } catch (SQLException failure) {
            LogFailure explained = JdbcTransactionLog.failure(dialect, "nothing can be read", failure);
            findings.add(Finding.of(Grade.FAIL, LogInspection.LOG, explained.getMessage()));
        }
    }

    private static String text(Statement statement, String question) throws SQLException {
        try (ResultSet row = statement.executeQuery(question)) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }
}
