// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.sql.testing.MySqlServer;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** The contract on a real MariaDB, where its Debian packages are installed. */
@Tag("long")
class MariaDbTransactionLogIT extends ServerLogContract {
    private static MySqlServer server;

    @BeforeAll
    static void start() {
        Optional<MySqlServer> installed = MySqlServer.startMariaDb();
        assumeTrue(installed.isPresent(), "MariaDB is not installed: apt-get install mariadb-server-core");
        server = installed.get();
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Override
    MySqlServer server() {
        return server;
    }
}
