// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.holdfast.coordinator.model.LogRecord;
import io.holdfast.coordinator.port.LaneLog;
import io.holdfast.coordinator.port.LogFailure;
import io.holdfast.coordinator.port.TransactionLog;
import io.holdfast.sql.testing.MySqlServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The contract on a server, and what coordinators that share one depend on. */
abstract class ServerLogContract extends TransactionLogContract {
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private final String database = "log" + DATABASES.incrementAndGet();

    abstract MySqlServer server();

    private JdbcLogSettings settings(Duration patience) {
        return new JdbcLogSettings(server().jdbcUrl(database), server().user(), server().password(), patience);
    }

    @Override
    TransactionLog open() throws LogFailure {
        return open(Duration.ofSeconds(10));
    }

    private TransactionLog open(Duration patience) throws LogFailure {
        return JdbcTransactionLog.shared(settings(patience), "node-1", () -> Records.AT);
    }

    JdbcTransactionLog openShared(String other) throws LogFailure {
        JdbcLogSettings settings = new JdbcLogSettings(
                server().jdbcUrl(other), server().user(), server().password(), Duration.ofSeconds(10));
        return JdbcTransactionLog.shared(settings, "node-1", () -> Records.AT + 10_000_000);
    }

    private void sql(String statement) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(server().jdbcUrl(database), server().user(), server().password());
                Statement one = connection.createStatement()) {
            one.execute(statement);
        }
    }

    @Test
    void manyMayStartAtOnce() throws Exception {
        log.close();
        sql("DROP DATABASE " + database);
        List<CompletableFuture<TransactionLog>> starting = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            starting.add(CompletableFuture.supplyAsync(() -> {
                try {
                    return open();
                } catch (LogFailure failure) {
                    throw new IllegalStateException(failure);
                }
            }));
        }
        for (CompletableFuture<TransactionLog> one : starting) {
            log = one.get(60, TimeUnit.SECONDS);
            log.take(0).close();
        }
    }

    @Test
    void anOwnerThatVanishedInTheMiddleOfABatchHoldsNobodyUp() throws Exception {
        log.close();
        log = open(Duration.ofSeconds(3));
        log.take(0).close();
        Connection vanished =
                DriverManager.getConnection(server().jdbcUrl(database), server().user(), server().password());
        try (Statement statement = vanished.createStatement()) {
            statement.execute("SET SESSION wait_timeout = 2");
            vanished.setAutoCommit(false);
            statement.executeUpdate("UPDATE lane SET heartbeat = 7 WHERE lane_id = 0");

            assertThatThrownBy(() -> log.take(0))
                    .isInstanceOf(LogFailure.class)
                    .hasMessageContaining("somebody else holds its rows");
            await().atMost(Duration.ofSeconds(10)).ignoreExceptions().until(() -> {
                log.take(0).close();
                return true;
            });
        }
        assertThatThrownBy(vanished::close).as("the server has hung up").isInstanceOf(SQLException.class);
    }

    @Test
    void anIdleLanesConnectionIsGivenUpByTheServer() throws Exception {
        log.close();
        log = open(Duration.ofSeconds(2));
        List<LogRecord> batch = Records.of(0, 1).begun().registered(1).all();
        LaneLog lane = log.take(0);
        await().atMost(Duration.ofSeconds(10)).until(() -> connections() == 0);
        assertThatThrownBy(() -> lane.append(batch)).isInstanceOf(LogFailure.class);
        assertThat(log.findKey("the reader connects again")).isNull();
    }

    @Test
    void aLaneIsKeptWhileItIsReadAndReadNoFurtherOnceItIsAnothers() throws Exception {
        int count = 2_500;
        List<LogRecord> many = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            many.addAll(Records.of(0, 2L * i).begun().registered(2L * i + 1).all());
        }
        try (LaneLog lane = log.take(0)) {
            lane.append(many);
        }
        AtomicLong clock = new AtomicLong();
        try (JdbcTransactionLog ticking =
                JdbcTransactionLog.shared(settings(Duration.ofSeconds(10)), "node-2", clock::incrementAndGet)) {
            Set<Long> heartbeats = new TreeSet<>();
            try (LaneLog lane = ticking.take(0)) {
                lane.replay(record -> {
                    if (record.transaction().counter() % 500 == 0) {
                        heartbeats.add(heartbeat());
                    }
                });
            }
            assertThat(heartbeats).as("of three pages").hasSize(3);

            List<LogRecord> read = new ArrayList<>();
            try (LaneLog lane = ticking.take(0)) {
                assertThatThrownBy(() -> lane.replay(record -> {
                            if (read.isEmpty()) {
                                takenByAnotherOne();
                            }
                            read.add(record);
                        }))
                        .isInstanceOf(LogFailure.class)
                        .hasMessageContaining("taken over");
            }
            assertThat(read).hasSizeLessThan(count);
        }
    }

    private long heartbeat() {
        try (Connection connection =
                        DriverManager.getConnection(server().jdbcUrl(database), server().user(), server().password());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT heartbeat FROM lane WHERE lane_id = 0")) {
            row.next();
            return row.getLong(1);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private void takenByAnotherOne() {
        try {
            log.take(0).close();
        } catch (LogFailure failure) {
            throw new IllegalStateException(failure);
        }
    }

    private int connections() throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(server().jdbcUrl(database), server().user(), server().password());
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT COUNT(*) FROM information_schema.processlist WHERE db = '"
                        + database + "' AND id <> CONNECTION_ID()")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    @Test
    void wrongSettingsAreNamedWithTheirCure() {
        JdbcLogSettings settings = settings(Duration.ofSeconds(2));
        String url = settings.url();
        assertRefused(
                new JdbcLogSettings(url, "nobody", "wrong", settings.patience()),
                "holdfast.log.username and holdfast.log.password");
        assertRefused(
                new JdbcLogSettings(
                        url.replace(database, "absent"), settings.username(), settings.password(), settings.patience()),
                "createDatabaseIfNotExist=true");
        assertRefused(
                new JdbcLogSettings(
                        "jdbc:mysql://127.0.0.1:1/x", settings.username(), settings.password(), settings.patience()),
                "see whether the database runs");
    }

    private static void assertRefused(JdbcLogSettings settings, String cure) {
        assertThatThrownBy(() -> JdbcTransactionLog.shared(settings, "node-1", () -> Records.AT))
                .isInstanceOf(LogFailure.class)
                .hasMessageContaining("127.0.0.1")
                .hasMessageContaining(cure);
    }
}
