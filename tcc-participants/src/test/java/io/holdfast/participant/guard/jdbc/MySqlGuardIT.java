// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.guard.jdbc;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

final class MySqlGuardIT extends InnoDbGuardContract {

    private TestDatabase database;

    @BeforeAll
    void open() throws Exception {
        database = SharedMySql.database("guard").withGuardTable("mysql");
    }

    @AfterAll
    void close() {
        database.close();
    }

    @Override
    protected TestDatabase database() {
        return database;
    }
}
