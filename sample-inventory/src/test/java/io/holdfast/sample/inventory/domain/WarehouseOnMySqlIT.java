// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sample.inventory.domain;

import io.holdfast.sample.testing.SampleDatabase;
import io.holdfast.sql.testing.MySqlServer;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

final class WarehouseOnMySqlIT extends WarehouseContract {
    private static final AtomicInteger DATABASES = new AtomicInteger();
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
    SampleDatabase open() {
        String url = server.jdbcUrl("inventory_" + DATABASES.incrementAndGet());
        return SampleDatabase.at(
                url, server.user(), server.password(), "sample-inventory", StockMapper.class, StockFreezeMapper.class);
    }
}
