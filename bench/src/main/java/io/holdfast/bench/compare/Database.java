// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.compare;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * A running MySQL server that contenders share, each in a database of its own.
 *
 * @param url of the server, without a database
 * @param pid of the server's process; 0 if it is not known, because it runs elsewhere
 * @param version as it names itself
 */
record Database(String url, String user, String password, long pid, String version) {
    private static final String OPTIONS = "?sslMode=DISABLED&allowPublicKeyRetrieval=true";

    /** @param address host:port */
    static Database connect(String address, String user, String password, long pid) throws SQLException {
        String url = "jdbc:mysql://" + address + "/";
        try (Connection connection = DriverManager.getConnection(url + OPTIONS, user, password)) {
            return new Database(
                    url, user, password, pid, connection.getMetaData().getDatabaseProductVersion());
        }
    }

    /** The URL of a database of this name, made anew and filled by these statements. */
    String create(String name, List<String> statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url + OPTIONS, user, password);
                Statement statement = connection.createStatement()) {
            statement.execute("DROP DATABASE IF EXISTS " + name);
            statement.execute("CREATE DATABASE " + name + " CHARACTER SET utf8mb4");
            statement.execute("USE " + name);
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
        return url + name + OPTIONS;
    }
}
