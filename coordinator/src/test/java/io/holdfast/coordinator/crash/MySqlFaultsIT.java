// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.coordinator.faults.Line;
import io.holdfast.coordinator.faults.Line.Strike;
import io.holdfast.coordinator.faults.MySqlLine;
import io.holdfast.coordinator.lane.LaneState.Condition;
import io.holdfast.coordinator.log.JdbcLogSettings;
import io.holdfast.coordinator.log.JdbcTransactionLog;
import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.Answer.Refusal;
import io.holdfast.coordinator.model.Answer.Refused;
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
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Lanes on a log in a real MySQL that is lost in every way: the line to it breaks at each statement of a batch, of a
 * recovery and of a look-up, and the server itself dies, hangs, or refuses to write.
 */
class MySqlFaultsIT {
    private static final long NOW = 1_700_000_000_000L;
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    /** A refusal, or a recovery, may take as long as a few questions that are not answered, and some retries. */
    private static final Duration SOON = Duration.ofSeconds(8);

    private static final int LIVES = 8;
    private static final int MORE_TURNS = 50;

    private static final String FENCE = "UPDATE lane SET heartbeat";
    /** How the statements begin that take a lane and recover it. */
    private static final List<String> TAKING = List.of(
            "SET SESSION wait_timeout",
            "INSERT INTO lane",
            "SELECT epoch, batches",
            "UPDATE lane SET batches",
            "SELECT l.tx_id, l.seq");
    /** How the others begin: those of a batch, and of look-ups. */
    private static final List<String> SERVING = List.of(
            FENCE,
            "INSERT INTO global_transaction",
            "INSERT INTO transaction_tag",
            "INSERT INTO transaction_log",
            "UPDATE global_transaction",
            "COMMIT",
            "SELECT tx_id, address",
            "SELECT t.tx_id");

    private static MySqlServer server;

    private final Judge judge = new Judge();
    private Line line;
    private TransactionLog log;
    private LiveLane lane;

    @BeforeAll
    static void startServer() {
        server = MySqlServer.start();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @AfterEach
    void stopLane() {
        if (lane != null) {
            lane.close();
            log.close();
            line.close();
        }
    }

    // ---- the line breaks ----

    private record Blow(String statement, Strike strike) {}

    /** What is still to happen to a life. The next blow comes some times after its statement was seen. */
    private static final class Blows implements Function<String, Strike> {
        private final Queue<Blow> left;
        private final Random random;

        Blows(List<Blow> blows, Random random) {
            this.left = new ConcurrentLinkedQueue<>(blows);
            this.random = random;
        }

        @Override
        public synchronized Strike apply(String statement) {
            for (Blow blow : left) {
                if (statement.startsWith(blow.statement) && random.nextInt(3) == 0) {
                    left.remove(blow);
                    return blow.strike;
                }
            }
            boolean mustBeTaken = left.stream().anyMatch(blow -> TAKING.contains(blow.statement));
            return mustBeTaken && statement.startsWith(FENCE) && random.nextInt(10) == 0
                    ? Strike.CUT_BEFORE
                    : Strike.NONE;
        }

        boolean isOver() {
            return left.isEmpty();
        }
    }

    private static String direct(String database) {
        return server.jdbcUrl(database);
    }

    private static JdbcTransactionLog open(String url, Duration patience) throws LogFailure {
        JdbcLogSettings settings = new JdbcLogSettings(url, server.user(), server.password(), patience);
        return JdbcTransactionLog.shared(settings, "node", () -> NOW);
    }

    private static int port(String url) {
        return Integer.parseInt(url.replaceFirst("^jdbc:mysql://[^:/]+:(\\d+)/.*$", "$1"));
    }

    private static String through(Line line, String url) {
        return url.replace(":" + port(url) + "/", ":" + line.port() + "/");
    }

    /** Each life in a database of its own, so that all can wait at once. */
    private static List<List<Blow>> dealt(int times, Random random) {
        List<Blow> all = new ArrayList<>();
        List<String> statements = new ArrayList<>(TAKING);
        statements.addAll(SERVING);
        for (String statement : statements) {
            for (Strike strike : Strike.values()) {
                if (strike != Strike.NONE) {
                    all.addAll(Collections.nCopies(times, new Blow(statement, strike)));
                }
            }
        }
        Collections.shuffle(all, random);
        List<List<Blow>> dealt = new ArrayList<>();
        for (int life = 0; life < LIVES; life++) {
            dealt.add(new ArrayList<>());
        }
        for (int i = 0; i < all.size(); i++) {
            dealt.get(i % LIVES).add(all.get(i));
        }
        return dealt;
    }

    private static void live(String database, long seed, List<Blow> blows) throws LogFailure {
        String direct = direct(database);
        Judge judge = new Judge();
        Journal journal = new Journal(judge::read, () -> {});
        Blows left = new Blows(blows, new Random(seed));
        AtomicBoolean armed = new AtomicBoolean();
        try (Line line = MySqlLine.to(port(direct), statement -> armed.get() ? left.apply(statement) : Strike.NONE);
                TransactionLog log = open(through(line, direct), PATIENCE);
                Script script = new Script(log, journal, seed, NOW)) {
            int[] more = {MORE_TURNS};
            script.liveWhile(() -> {
                armed.set(true);
                return !left.isOver() || more[0]-- > 0;
            });
        }
        try (TransactionLog again = open(direct, PATIENCE)) {
            try (Script script = new Script(again, journal, seed, 2 * NOW)) {
                script.live(3);
                Images.lookUpAll(judge, journal.around(again));
            }
            try (Script script = new Script(again, journal, seed, 2 * NOW)) {
                script.live(1);
            }
        }
    }

    @Test
    void whatWasPromisedHoldsWhereverTheLineToTheServerBreaks() throws Exception {
        long seed = Effort.given().seed();
        List<List<Blow>> dealt = dealt(Boolean.getBoolean("crash.all") ? 20 : 1, new Random(seed));
        ExecutorService lives = Executors.newFixedThreadPool(LIVES);
        try {
            List<Future<?>> ends = new ArrayList<>();
            for (int i = 0; i < LIVES; i++) {
                int life = i;
                ends.add(lives.submit(() -> {
                    live("life" + life, seed * LIVES + life, dealt.get(life));
                    return null;
                }));
            }
            for (Future<?> end : ends) {
                end.get(30, TimeUnit.MINUTES);
            }
        } finally {
            lives.shutdownNow();
        }
        System.out.println(dealt.stream().mapToInt(List::size).sum() + " times the line broke");
    }

    // ---- the server fails ----

    private void start(String database, Duration patience) throws LogFailure {
        String direct = direct(database);
        line = MySqlLine.to(port(direct), statement -> Strike.NONE);
        log = open(through(line, direct), patience);
        lane = new LiveLane(log, judge, 250);
    }

    private static void sql(String url, String statement) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, server.user(), server.password());
                Statement one = connection.createStatement()) {
            one.execute(statement);
        }
    }

    private void assertServes() throws Exception {
        lane.await(Condition.SERVING, SOON);
        assertThat(lane.register()).isInstanceOf(Answer.Registered.class);
    }

    /** Whoever asks is told to ask again, why, and what to do. */
    private void assertRefuses(String... words) throws Exception {
        long before = System.nanoTime();
        Refused refused = lane.registerUntilRefused();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(SOON);
        System.out.println(refused.message());
        assertThat(refused.refusal()).isEqualTo(Refusal.UNAVAILABLE);
        assertThat(refused.message()).contains("ask again").contains(words);
    }

    @Test
    void aServerThatDiesAndOneThatHangsAreSurvived() throws Exception {
        start("dies", PATIENCE);
        assertServes();
        server.kill();
        assertRefuses("see whether the database runs and can be reached from here");
        server.restart();
        assertServes();
        server.pause();
        assertRefuses("see whether the database runs and can be reached from here");
        server.goOn();
        assertServes();
        assertNothingIsLost();
    }

    private void assertNothingIsLost() throws Exception {
        int before = judge.transactions().size();
        lane.close();
        lane = new LiveLane(log, judge, 0);
        assertThat(lane.register()).isInstanceOf(Answer.Registered.class);
        assertThat(judge.transactions()).hasSize(before + 1);
    }

    @Test
    void aLineThatCarriesNothingOneWayIsSurvived() throws Exception {
        start("oneway", PATIENCE);
        for (Line.Way way : Line.Way.values()) {
            assertServes();
            line.hold(way);
            assertRefuses("see whether the database runs and can be reached from here");
            line.heal();
        }
        assertServes();
        line.refuse();
        line.cut();
        assertRefuses("see whether the database runs and can be reached from here");
        line.heal();
        line.slowDown(Duration.ofMillis(20));
        assertServes();
        assertNothingIsLost();
    }

    @Test
    void aServerThatIsReadOnlyIsSurvived() throws Exception {
        start("readonly", PATIENCE);
        assertServes();
        String url = direct("readonly");
        sql(url, "SET GLOBAL super_read_only = 1");
        try {
            assertRefuses("read-only", "let holdfast.log.url name the one that takes writes");
        } finally {
            sql(url, "SET GLOBAL super_read_only = 0, GLOBAL read_only = 0");
        }
        assertServes();
        assertNothingIsLost();
    }

    @Test
    void somebodyElsesLockIsSurvived() throws Exception {
        start("locked", PATIENCE.multipliedBy(2));
        assertServes();
        try (Connection other = DriverManager.getConnection(direct("locked"), server.user(), server.password());
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.executeQuery("SELECT * FROM lane FOR UPDATE").close();
            assertRefuses("somebody else holds its rows");
            other.rollback();
        }
        assertServes();
        assertNothingIsLost();
    }

    @Test
    void aConnectionThatTheServerHangsUpOnIsSurvived() throws Exception {
        start("hangup", PATIENCE);
        for (int i = 0; i < 3; i++) {
            assertServes();
            kill("hangup");
            lane.await(Condition.HALTED, SOON);
        }
        assertServes();
        assertNothingIsLost();
    }

    private static void kill(String database) throws SQLException {
        List<String> ids = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(direct("mysql"), server.user(), server.password());
                Statement one = connection.createStatement()) {
            try (ResultSet rows =
                    one.executeQuery("SELECT id FROM information_schema.processlist WHERE db = '" + database + "'")) {
                while (rows.next()) {
                    ids.add(rows.getString(1));
                }
            }
            for (String id : ids) {
                one.execute("KILL " + id);
            }
        }
    }
}
