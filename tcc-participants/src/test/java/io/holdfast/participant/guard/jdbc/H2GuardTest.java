// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.guard.jdbc;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

final class H2GuardTest extends GuardContract {

    private TestDatabase database;

    @BeforeAll
    void open() throws Exception {
        database = TestDatabase.h2("guard", "").withGuardTable("h2");
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
