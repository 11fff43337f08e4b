// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import io.holdfast.coordinator.port.LogFailure;
import io.holdfast.sql.testing.MySqlServer;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** The contract on a real MySQL 8. */
class MySqlTransactionLogIT extends ServerLogContract {
    private static final AtomicInteger SEARCHES = new AtomicInteger();

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
    MySqlServer server() {
        return server;
    }

    /** What is looked for on the same server. */
    @Nested
    class Search extends TransactionSearchContract {
        @Override
        JdbcTransactionLog open() throws LogFailure {
            return openShared("search" + SEARCHES.incrementAndGet());
        }
    }
}
