// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.holdfast.coordinator.faults.Line;
import io.holdfast.coordinator.faults.MySqlLine;
import io.holdfast.coordinator.model.Cause;
import io.holdfast.coordinator.model.Decision;
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
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
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
        return settings(server().jdbcUrl(database), patience);
    }

    private JdbcLogSettings settings(String url, Duration patience) {
        return new JdbcLogSettings(url, server().user(), server().password(), patience);
    }

    @Override
    TransactionLog open() throws LogFailure {
        return open(settings(Duration.ofSeconds(10)));
    }

    private static TransactionLog open(JdbcLogSettings settings) throws LogFailure {
        return JdbcTransactionLog.shared(settings, "node-1", () -> Records.AT);
    }

    JdbcTransactionLog openShared(String other) throws LogFailure {
        JdbcLogSettings settings = settings(server().jdbcUrl(other), Duration.ofSeconds(10));
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
        log = open(settings(Duration.ofSeconds(3)));
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
    void anIdleConnectionIsGivenUpByTheServerAndMadeAnew() throws Exception {
        log.close();
        log = open(settings(Duration.ofSeconds(2)));
        try (LaneLog lane = log.take(0)) {
            lane.append(Records.of(0, 1).begun().registered(1).all());
            await().atMost(Duration.ofSeconds(10)).until(() -> connections() == 0);
            lane.append(Records.of(0, 2).begun().registered(2).all());
        }
        assertThat(log.findKey("the reader connects again")).isNull();
    }

    /** Somebody who is in the way of a lane, until he closes his connection. */
    private Connection holding(int lane) throws SQLException {
        Connection connection =
                DriverManager.getConnection(server().jdbcUrl(database), server().user(), server().password());
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement
                    .executeQuery("SELECT * FROM lane WHERE lane_id = " + lane + " FOR UPDATE")
                    .close();
        }
        return connection;
    }

    private FutureTask<LogFailure> appending(LaneLog log, int lane) {
        return appending(log, lane, Records.of(lane, 1).begun().registered(1).all());
    }

    private FutureTask<LogFailure> appending(LaneLog log, int lane, List<LogRecord> batch) {
        FutureTask<LogFailure> failure = new FutureTask<>(() -> {
            try {
                log.append(batch);
                return null;
            } catch (LogFailure expected) {
                return expected;
            }
        });
        Thread thread = new Thread(failure);
        thread.start();
        await().atMost(Duration.ofSeconds(5))
                .until(() -> lane == 0 ? somebodyWaitsForALock() : thread.getState() == Thread.State.WAITING);
        return failure;
    }

    @Test
    void ofLanesThatAreWrittenTogetherEachFailsForItself() throws Exception {
        log.close();
        log = open(settings(Duration.ofSeconds(6)));
        List<LaneLog> lanes = new ArrayList<>();
        for (int lane = 0; lane < 5; lane++) {
            lanes.add(log.take(lane));
        }
        log.take(1).close();
        List<FutureTask<LogFailure>> appends = new ArrayList<>();
        try (Connection inTheWayOfTheLast = holding(4)) {
            try (Connection inTheWayOfTheFirst = holding(0)) {
                for (int lane = 0; lane < 5; lane++) {
                    appends.add(appending(lanes.get(lane), lane));
                }
                assertThat(inTheWayOfTheFirst.isClosed()).isFalse();
            }
            assertThat(appends.get(0).get(20, TimeUnit.SECONDS)).isNull();
            assertThat(appends.get(1).get(20, TimeUnit.SECONDS)).hasMessageContaining("lane 1 was taken over");
            assertThat(appends.get(2).get(20, TimeUnit.SECONDS)).isNull();
            assertThat(appends.get(3).get(20, TimeUnit.SECONDS)).isNull();
            assertThat(appends.get(4).get(20, TimeUnit.SECONDS)).hasMessageContaining("somebody else holds its rows");
            assertThat(inTheWayOfTheLast.isClosed()).isFalse();
        }
        for (int lane = 0; lane < 5; lane++) {
            List<LogRecord> written = new ArrayList<>();
            try (LaneLog again = log.take(lane)) {
                again.replay(written::add);
            }
            assertThat(written).as("lane %d", lane).hasSize(lane == 1 || lane == 4 ? 0 : 2);
        }
    }

    @Test
    void ofALaneThatFailsNothingIsWrittenWithTheOthers() throws Exception {
        List<LaneLog> lanes = new ArrayList<>();
        List<Records> open = new ArrayList<>();
        for (int lane = 0; lane < 3; lane++) {
            lanes.add(log.take(lane));
            Records one = Records.of(lane, 5).begun().registered(6).decided(Decision.COMMIT, Cause.CALLER);
            lanes.get(lane).append(one.all());
            open.add(one);
        }
        sql("CREATE TRIGGER full BEFORE INSERT ON transaction_log FOR EACH ROW BEGIN IF NEW.tx_id >> 55 = 2 THEN"
                + " SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = 1114, MESSAGE_TEXT = 'The table is full'; END IF; END");
        List<FutureTask<LogFailure>> ends = new ArrayList<>();
        try (Connection inTheWayOfTheFirst = holding(0)) {
            for (int lane = 0; lane < 3; lane++) {
                List<LogRecord> all = open.get(lane)
                        .finished(Decision.COMMIT, Cause.CALLER, 6)
                        .all();
                ends.add(appending(lanes.get(lane), lane, all.subList(3, 4)));
            }
            assertThat(inTheWayOfTheFirst.isClosed()).isFalse();
        }
        assertThat(ends.get(0).get(20, TimeUnit.SECONDS)).isNull();
        assertThat(ends.get(1).get(20, TimeUnit.SECONDS)).isNull();
        assertThat(ends.get(2).get(20, TimeUnit.SECONDS)).hasMessageContaining("The table is full");
        assertThat(log.findFinished(open.get(1).id)).isNotNull();
        assertThat(log.findFinished(open.get(2).id)).isNull();
    }

    @Test
    void lanesThatAppendAtTheSameTimeShareCommits() throws Exception {
        int times = 50;
        List<CompletableFuture<Void>> all = new ArrayList<>();
        long before = commits();
        for (int number = 0; number < 4; number++) {
            int lane = number;
            LaneLog one = log.take(lane);
            all.add(CompletableFuture.runAsync(() -> {
                try {
                    for (int i = 1; i <= times; i++) {
                        one.append(Records.of(lane, 2L * i)
                                .begun()
                                .registered(2L * i + 1)
                                .all());
                    }
                } catch (LogFailure failure) {
                    throw new IllegalStateException(failure);
                }
            }));
        }
        for (CompletableFuture<Void> one : all) {
            one.get(60, TimeUnit.SECONDS);
        }
        assertThat(commits() - before).isLessThan(4L * times);
        for (int lane = 0; lane < 4; lane++) {
            List<LogRecord> written = new ArrayList<>();
            try (LaneLog again = log.take(lane)) {
                again.replay(written::add);
            }
            assertThat(written).hasSize(2 * times);
        }
    }

    /** With the proof that the lane is ours, the records, an end, and the commit. */
    @Test
    void aBatchIsOneJourneyToTheServer() throws Exception {
        Records one = Records.of(0, 1).begun().registered(2).decided(Decision.COMMIT, Cause.CALLER);
        List<String> journeys = Collections.synchronizedList(new ArrayList<>());
        String direct = server().jdbcUrl(database);
        try (Line line = MySqlLine.to(MySqlLine.port(direct), text -> {
                    journeys.add(text);
                    return Line.Strike.NONE;
                });
                TransactionLog far = open(settings(MySqlLine.through(line, direct), Duration.ofSeconds(10)))) {
            LaneLog lane = far.take(0);
            lane.append(one.all());
            journeys.clear();
            lane.append(one.finished(Decision.COMMIT, Cause.CALLER, 2).from(3));
            assertThat(journeys).hasSize(1);
        }
        assertThat(log.findFinished(one.id)).isNotNull();
    }

    @Test
    void whatIsMuchIsNotWrittenTogether() throws Exception {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        List<LaneLog> lanes = new ArrayList<>();
        for (int lane = 0; lane < 4; lane++) {
            lanes.add(log.take(lane));
        }
        long before = commits();
        for (int lane = 0; lane < 4; lane++) {
            LaneLog one = lanes.get(lane);
            List<LogRecord> much = new ArrayList<>();
            for (int i = 1; i <= 1_250; i++) {
                much.addAll(
                        Records.of(lane, 2L * i).begun().registered(2L * i + 1).all());
            }
            all.add(CompletableFuture.runAsync(() -> {
                try {
                    one.append(much);
                } catch (LogFailure failure) {
                    throw new IllegalStateException(failure);
                }
            }));
        }
        for (CompletableFuture<Void> one : all) {
            one.get(60, TimeUnit.SECONDS);
        }
        assertThat(commits() - before).isEqualTo(4);
    }

    private boolean somebodyWaitsForALock() throws SQLException {
        return number("SELECT COUNT(*) FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'", 1) > 0;
    }

    private long commits() throws SQLException {
        return number("SHOW GLOBAL STATUS LIKE 'Com_commit'", 2);
    }

    private long number(String question, int column) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(server().jdbcUrl(database), server().user(), server().password());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(question)) {
            row.next();
            return row.getLong(column);
        }
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
        try {
            return number("SELECT heartbeat FROM lane WHERE lane_id = 0", 1);
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

    private long connections() throws SQLException {
        return number(
                "SELECT COUNT(*) FROM information_schema.processlist WHERE db = '" + database
                        + "' AND id <> CONNECTION_ID()",
                1);
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
