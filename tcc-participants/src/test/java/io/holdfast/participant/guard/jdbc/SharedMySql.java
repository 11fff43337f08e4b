// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.guard.jdbc;

import io.holdfast.sql.testing.MySqlServer;

/** One real MySQL for all tests of this JVM; it ends with the JVM. Each test class takes a database of its own. */
public final class SharedMySql {

    private static final MySqlServer SERVER = MySqlServer.start();

    private SharedMySql() {}

    public static TestDatabase database(String name) {
        return TestDatabase.innodb(SERVER.jdbcUrl(name), SERVER.user(), SERVER.password());
    }

    public static String jdbcUrl(String name) {
        return SERVER.jdbcUrl(name);
    }

    public static String user() {
        return SERVER.user();
    }

    public static String password() {
        return SERVER.password();
    }
}
