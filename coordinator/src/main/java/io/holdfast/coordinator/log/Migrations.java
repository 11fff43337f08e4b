// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import io.holdfast.coordinator.port.LogFailure;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the log's schema up to date, or says why it cannot, in words that name the cure. */
final class Migrations {
    private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);
    private static final Duration TURN = Duration.ofSeconds(30);

    private final FluentConfiguration configuration;
    private final Flyway flyway;
    private final LogPlace place;

    Migrations(DataSource source, String location, LogPlace place) {
        this.configuration = Flyway.configure().dataSource(source).locations(location);
        this.flyway = configuration.load();
        this.place = place;
    }

    /** Under a lock of the server, so that others may do the same at the same time. */
    void apply() throws LogFailure {
        explaining(() -> {
            refuseNewerSchema();
            announce();
            flyway.migrate();
        });
    }

    /** Where the server's locks hold others off only if they use the same server. */
    void applyInTurn(Dialect dialect) throws LogFailure {
        explaining(() -> {
            refuseNewerSchema();
            if (flyway.info().pending().length > 0) {
                changeInTurn(dialect);
            }
            flyway.validate();
        });
    }

    /** A start that takes its time says why. */
    private void announce() {
        Schema schema = schema();
        if (schema.version() != null && !schema.isUpToDate()) {
            LOG.info(
                    "the schema of the log {} is brought from version {} to {}; with many transactions that takes minutes,"
                            + " and for the time being as much disk space again",
                    place.describe(),
                    schema.version(),
                    schema.newest());
        }
    }

    private void changeInTurn(Dialect dialect) throws LogFailure {
        try (SchemaTurn turn = SchemaTurn.await(dialect, TURN)) {
            refuseNewerSchema();
            announce();
            // For Flyway a database is only fresh without a table; from the version before the first one on, it does
            // the same.
            configuration
                    .baselineOnMigrate(turn.isAlone())
                    .baselineVersion("0")
                    .load()
                    .migrate();
        }
    }

    /**
     * How a schema is.
     *
     * @param version what was applied last; null if nothing was
     * @param newest what this program knows
     */
    record Schema(String version, String newest) {
        boolean isUpToDate() {
            return newest.equals(version);
        }
    }

    /**
     * Looks, and changes nothing: what {@link #apply} would refuse is refused.
     *
     * @throws LogFailure if it is newer than this program, was changed by somebody else, or cannot be read
     */
    Schema inspect() throws LogFailure {
        explaining(() -> {
            refuseNewerSchema();
            configuration.ignoreMigrationPatterns("*:pending").load().validate();
        });
        return schema();
    }

    private Schema schema() {
        MigrationInfo current = flyway.info().current();
        MigrationInfo[] all = flyway.info().all();
        return new Schema(
                current == null ? null : current.getVersion().toString(),
                all[all.length - 1].getVersion().toString());
    }

    private interface Change {
        void make() throws LogFailure;
    }

    private void explaining(Change change) throws LogFailure {
        try {
            change.make();
        } catch (FlywayException failure) {
            throw explained(failure);
        } catch (RuntimeException damaged) {
            // Flyway takes its own table for sound: a damaged row of it ends in any exception.
            throw new LogFailure(
                    "the schema's history in the log " + place.describe() + " cannot be read (" + damaged
                            + ") - nothing was changed; restore the log from a backup, or have the table looked at",
                    damaged);
        }
    }

    /** Flyway itself would let it pass, but records that this version cannot read must not be missed. */
    private void refuseNewerSchema() throws LogFailure {
        for (MigrationInfo applied : flyway.info().applied()) {
            MigrationState state = applied.getState();
            if (state == MigrationState.FUTURE_SUCCESS || state == MigrationState.FUTURE_FAILED) {
                throw new LogFailure("the log " + place.describe() + " has schema version " + applied.getVersion()
                        + ", of a newer coordinator than this one: start that version, or restore a backup from before"
                        + " the upgrade");
            }
        }
    }

    private LogFailure explained(FlywayException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                String what = "the schema cannot be brought up to date";
                return place.cure(sql).isEmpty()
                        ? new LogFailure(
                                what + " in the log " + place.describe() + ": " + place.problem(sql) + " - let"
                                        + " holdfast.data-dir name another directory, or restore a backup",
                                sql)
                        : JdbcTransactionLog.failure(place, what, sql);
            }
        }
        return new LogFailure(
                "the schema of the log " + place.describe() + " is not one of this program's: let holdfast.data-dir"
                        + " name another directory, or restore a backup (" + failure.getMessage() + ")",
                failure);
    }
}
