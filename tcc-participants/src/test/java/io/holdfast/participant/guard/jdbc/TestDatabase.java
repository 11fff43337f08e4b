// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.guard.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

/** A database that a guard can be tried on, with a pool of connections to it. */
public record TestDatabase(HikariDataSource pool, String waitersSql) implements AutoCloseable {

    private static final String H2_WAITERS = "SELECT COUNT(*) FROM INFORMATION_SCHEMA.SESSIONS"
            + " WHERE SESSION_STATE = 'RUNNING' AND EXECUTING_STATEMENT LIKE 'INSERT%'";
    private static final String INNODB_WAITERS =
            "SELECT COUNT(*) FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'";

    public static TestDatabase h2(String name, String options) {
        return new TestDatabase(
                pool("jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=5000" + options, "sa", ""), H2_WAITERS);
    }

    public static TestDatabase innodb(String url, String user, String password) {
        return new TestDatabase(pool(url, user, password), INNODB_WAITERS);
    }

    private static HikariDataSource pool(String url, String user, String password) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(user);
        config.setPassword(password);
        config.setMaximumPoolSize(32);
        config.setMinimumIdle(1);
        return new HikariDataSource(config);
    }

    /** Runs the guard's own migrations of that dialect. */
    public TestDatabase withGuardTable(String dialect) {
        String directory = "io/holdfast/sql/participant/" + dialect;
        new ResourceDatabasePopulator(
                        new ClassPathResource(directory + "/V1__tcc_fence_log.sql"),
                        new ClassPathResource(directory + "/V2__tcc_business_key.sql"),
                        new ClassPathResource(directory + "/V3__tcc_branch_call.sql"))
                .execute(pool);
        return this;
    }

    public void execute(String sql) throws SQLException {
        try (Connection connection = pool.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The first column. */
    public List<String> query(String sql) throws SQLException {
        try (Connection connection = pool.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }

    /** How many transactions wait for a lock just now. */
    public int waiters() throws SQLException {
        return Integer.parseInt(query(waitersSql).get(0));
    }

    @Override
    public void close() {
        pool.close();
    }
}
