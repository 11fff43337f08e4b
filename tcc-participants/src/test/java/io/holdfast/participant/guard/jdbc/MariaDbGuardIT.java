// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.guard.jdbc;

import io.holdfast.sql.testing.MySqlServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** Optional: runs, and otherwise is reported as skipped, where Debian's MariaDB is installed. */
@Tag("long")
final class MariaDbGuardIT extends InnoDbGuardContract {

    private MySqlServer server;
    private TestDatabase database;

    @BeforeAll
    void open() {
        server = MySqlServer.startMariaDb().orElse(null);
        Assumptions.assumeTrue(server != null, "mariadb-server-core and mariadb-client-core are not installed");
        database = TestDatabase.innodb(server.jdbcUrl("guard"), server.user(), server.password())
                .withGuardTable("mysql");
    }

    @AfterAll
    void close() {
        if (server != null) {
            database.close();
            server.close();
        }
    }

    @Override
    protected TestDatabase database() {
        return database;
    }
}
