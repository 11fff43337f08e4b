// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.guard.jdbc;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

final class MySqlBusinessKeyIT extends BusinessKeyContract {

    private TestDatabase database;

    @BeforeAll
    void open() throws Exception {
        database = SharedMySql.database("business_keys").withGuardTable("mysql");
    }

    @AfterAll
    void close() {
        database.close();
    }

    @Override
    TestDatabase database() {
        return database;
    }
}
