// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.autoconfigure;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.springframework.util.ClassUtils;

/**
 * Brings the guard's table up to date. Keeps its own history table, so that its versions never meet those of the
 * application's migrations; a table that exists already, such as Seata's, is taken as it is.
 */
final class GuardSchema {

    /** The name that the migrations give the table. */
    static final String TABLE = "tcc_fence_log";

    static final String HISTORY_TABLE = "holdfast_participant_history";

    private GuardSchema() {}

    static String location(String migrations) {
        return "classpath:io/holdfast/sql/participant/" + migrations;
    }

    /** Whether the application brought Flyway along. */
    static boolean canMigrate() {
        return ClassUtils.isPresent("org.flywaydb.core.Flyway", GuardSchema.class.getClassLoader());
    }

    /**
     * Creates the table or brings it up to date.
     *
     * @throws IllegalStateException if it does not work, for example because the user may not create tables
     */
    static void migrate(DataSource dataSource, String migrations) {
        try {
            Flyway.configure(GuardSchema.class.getClassLoader())
                    .dataSource(dataSource)
                    .locations(location(migrations))
                    .table(HISTORY_TABLE)
                    // The application's own tables are there, and no history of ours yet.
                    .baselineOnMigrate(true)
                    .baselineVersion("0")
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw new IllegalStateException(
                    "the guard's table could not be created; " + GuardProperties.PREFIX + ".create-table=false leaves"
                            + " that to you, the script is in " + location(migrations) + ": " + e.getMessage(),
                    e);
        }
    }
}
