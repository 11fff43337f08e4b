// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import io.holdfast.coordinator.port.LogFailure;
import io.holdfast.sql.testing.MySqlServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** On a real MySQL 8. */
@Tag("long")
class MySqlSearchAtScaleIT extends SearchAtScale {
    private static MySqlServer server;

    @BeforeAll
    static void start() {
        server = MySqlServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    JdbcTransactionLog open() throws LogFailure {
        JdbcLogSettings settings =
                new JdbcLogSettings(server.jdbcUrl("scale"), server.user(), server.password(), Duration.ofSeconds(30));
        return JdbcTransactionLog.shared(settings, "node-1", System::currentTimeMillis);
    }

    @Override
    Connection connect() throws SQLException {
        return DriverManager.getConnection(server.jdbcUrl("scale"), server.user(), server.password());
    }
}
