// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.coordinator.model.Answer.Standing;
import io.holdfast.coordinator.model.Cause;
import io.holdfast.coordinator.model.Decision;
import io.holdfast.coordinator.model.LogRecord;
import io.holdfast.coordinator.model.TransactionStatus;
import io.holdfast.coordinator.port.LaneLog;
import io.holdfast.coordinator.port.LogFailure;
import io.holdfast.coordinator.port.TransactionLog;
import io.holdfast.sql.testing.GaleraCluster;
import io.holdfast.sql.testing.MySqlServer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The contract on one server of a Galera cluster, and what coordinators on different servers of it depend on. */
@Tag("long")
class GaleraTransactionLogIT extends ServerLogContract {
    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** Until the servers agree who is one of them, and they are asked again. */
    private static final Duration LONGER = Duration.ofSeconds(30);

    private static final int TAKINGS = 40;

    private static GaleraCluster cluster;

    private final String database = "shared" + DATABASES.incrementAndGet();

    @BeforeAll
    static void start() {
        Optional<GaleraCluster> installed = GaleraCluster.start(3);
        assumeTrue(installed.isPresent(), "Galera is not installed: apt-get install " + GaleraCluster.PACKAGES);
        cluster = installed.get();
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Override
    MySqlServer server() {
        return cluster.server(0);
    }

    private JdbcTransactionLog on(int server) throws LogFailure {
        return on(server, PATIENCE);
    }

    private JdbcTransactionLog on(int server, Duration patience) throws LogFailure {
        JdbcLogSettings settings =
                new JdbcLogSettings(cluster.jdbcUrl(database, server), cluster.user(), cluster.password(), patience);
        return JdbcTransactionLog.shared(settings, "node-" + server, () -> Records.AT);
    }

    private static Connection connect(int server) throws SQLException {
        return DriverManager.getConnection(cluster.server(server).jdbcUrl("test"), cluster.user(), cluster.password());
    }

    private static void sql(int server, String statement) throws SQLException {
        try (Connection connection = connect(server);
                Statement one = connection.createStatement()) {
            one.execute(statement);
        }
    }

    private CompletableFuture<JdbcTransactionLog> opening(int server) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return on(server);
            } catch (LogFailure failure) {
                throw new IllegalStateException(failure);
            }
        });
    }

    @Test
    void coordinatorsThatStartAtOnceOnDifferentServersShareOneSchemaOneSecretAndTheLanes() throws Exception {
        for (int round = 0; round < 3; round++) {
            cluster.jdbcUrl(database, 0);
            List<CompletableFuture<JdbcTransactionLog>> starting = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                starting.add(opening(i % 3));
            }
            List<CompletableFuture<String>> joining = new ArrayList<>();
            for (CompletableFuture<JdbcTransactionLog> one : starting) {
                joining.add(one.thenApplyAsync(GaleraTransactionLogIT::join));
            }
            for (CompletableFuture<String> one : joining) {
                assertThat(one.get(60, TimeUnit.SECONDS))
                        .isEqualTo(joining.get(0).join());
            }
            for (CompletableFuture<JdbcTransactionLog> one : starting) {
                one.join().close();
            }
            sql(0, "DROP DATABASE " + database);
        }
    }

    private static String join(JdbcTransactionLog log) {
        try (var table = log.laneTable("127.0.0.1:1")) {
            return new String(table.secret(), StandardCharsets.ISO_8859_1) + table.lanes(12);
        } catch (LogFailure failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Test
    void aTurnToChangeTheSchemaThatWasLeftBehindIsTakenOver() throws Exception {
        JdbcLogSettings settings =
                new JdbcLogSettings(cluster.jdbcUrl(database, 0), cluster.user(), cluster.password(), PATIENCE);
        SchemaTurn leftBehind = SchemaTurn.await(new MySqlDialect(settings), PATIENCE);
        long before = System.nanoTime();
        SchemaTurn takenOver = SchemaTurn.await(new MySqlDialect(settings), Duration.ofSeconds(1));
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofSeconds(1));
        leftBehind.close();
        CompletableFuture<JdbcTransactionLog> another = opening(1);
        assertThatThrownBy(() -> another.get(500, TimeUnit.MILLISECONDS))
                .as("it is not the late owner's to give back")
                .isInstanceOf(TimeoutException.class);
        takenOver.close();
        another.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).close();
    }

    /** A server that is held up still answers: without waiting for what is on its way to it, it would answer "unknown". */
    @Test
    void whatIsAskedOfAServerThatIsBehindWaitsUntilItHasCaughtUp() throws Exception {
        Records ended = Records.of(0, 1).begun().registered(11).decided(Decision.COMMIT, Cause.CALLER);
        try (TransactionLog writer = on(0);
                TransactionLog asker = on(1);
                LaneLog lane = writer.take(0);
                Connection behind = connect(1);
                Statement statement = behind.createStatement()) {
            lane.append(ended.all());
            assertThat(asker.findFinished(ended.id)).isNull();

            statement.execute("FLUSH TABLES WITH READ LOCK");
            lane.append(ended.finished(Decision.COMMIT, Cause.CALLER, 11).from(3));
            CompletableFuture<Standing> answer = CompletableFuture.supplyAsync(() -> {
                try {
                    return asker.findFinished(ended.id);
                } catch (LogFailure failure) {
                    throw new IllegalStateException(failure);
                }
            });
            assertThatThrownBy(() -> answer.get(500, TimeUnit.MILLISECONDS))
                    .as("no answer, rather than an old one")
                    .isInstanceOf(TimeoutException.class);
            statement.execute("UNLOCK TABLES");

            assertThat(answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).status())
                    .isEqualTo(TransactionStatus.CONFIRMED);
        }
    }

    /** The owner writes all the time, on one server; others take the lane from it, on other servers. */
    @Test
    void whoeverTakesALaneOnAnotherServerFindsAllThatWasAcknowledgedAndNothingFollows() throws Exception {
        List<TransactionLog> logs = List.of(on(0), on(1), on(2));
        AtomicInteger counter = new AtomicInteger();
        List<LogRecord> acknowledged = new ArrayList<>();
        int unknown = 0;
        LaneLog owner = logs.get(0).take(0);
        for (int taking = 1; taking <= TAKINGS; taking++) {
            LaneLog fenced = owner;
            CompletableFuture<List<LogRecord>> writing =
                    CompletableFuture.supplyAsync(() -> writeUntilFenced(fenced, counter, acknowledged));
            int written = acknowledgedBy(acknowledged) + 1 + taking % 7;
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> acknowledgedBy(acknowledged) >= written);

            LaneLog taken = take(logs.get(taking % 3));
            List<LogRecord> found = new ArrayList<>();
            taken.replay(found::add);
            List<LogRecord> last = writing.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

            synchronized (acknowledged) {
                assertThat(found).startsWith(acknowledged.toArray(LogRecord[]::new));
                List<LogRecord> more = found.subList(acknowledged.size(), found.size());
                assertThat(more)
                        .as("at most the batch whose outcome its writer does not know")
                        .isIn(List.of(), last);
                unknown += more.isEmpty() ? 0 : 1;
                acknowledged.addAll(more);
            }
            fenced.close();
            owner = taken;
        }
        owner.close();
        logs.forEach(TransactionLog::close);
        System.out.println(TAKINGS + " times a lane was taken on another server while " + acknowledged.size() / 2
                + " batches were written to it; " + unknown + " of an unknown outcome were there");
    }

    private static int acknowledgedBy(List<LogRecord> acknowledged) {
        synchronized (acknowledged) {
            return acknowledged.size() / 2;
        }
    }

    /** Of two who write at the same moment the slower one is refused; a lane tries again then. */
    private static LaneLog take(TransactionLog log) {
        LaneLog[] taken = new LaneLog[1];
        await().atMost(LONGER)
                .pollInterval(Duration.ofMillis(1))
                .ignoreExceptions()
                .until(() -> {
                    taken[0] = log.take(0);
                    return true;
                });
        return taken[0];
    }

    /** @return what it could not write */
    private static List<LogRecord> writeUntilFenced(LaneLog lane, AtomicInteger counter, List<LogRecord> acknowledged) {
        while (true) {
            List<LogRecord> batch = Records.of(0, counter.incrementAndGet())
                    .begun()
                    .registered(1)
                    .all();
            try {
                lane.append(batch);
            } catch (LogFailure fenced) {
                return batch;
            }
            synchronized (acknowledged) {
                acknowledged.addAll(batch);
            }
        }
    }

    @Test
    void aServerThatIsCutOffFromTheOthersIsPassedOver() throws Exception {
        JdbcLogSettings alone =
                new JdbcLogSettings(cluster.server(2).jdbcUrl("alone"), cluster.user(), cluster.password(), PATIENCE);
        try (TransactionLog log = on(2, Duration.ofSeconds(5))) {
            log.take(0).close();
            cluster.cutOff(2);
            try {
                take(log).close();
                assertThat(log.epoch(0)).isGreaterThanOrEqualTo(2);
                assertThatThrownBy(() -> JdbcTransactionLog.shared(alone, "node-2", () -> Records.AT))
                        .isInstanceOf(LogFailure.class)
                        .hasMessageContaining("cut off from the majority");
            } finally {
                cluster.join(2);
            }
        }
        JdbcTransactionLog.shared(alone, "node-2", () -> Records.AT).close();
    }
}
