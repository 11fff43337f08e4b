// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.coordinator.call.RawServer;
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
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
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

    private static final String RUNS = "see whether the database runs and can be reached from here";

    private static final int LIVES = 12;
    private static final int MORE_TURNS = 50;
    /** What strikes commits strikes the taking of a lane too. */
    private static final int RECOVERIES = 40;

    private static final String FENCE = "UPDATE lane SET heartbeat";
    /** How the statements begin that take a lane and recover it. */
    private static final List<String> TAKING = List.of(
            "SET SESSION wait_timeout",
            "INSERT INTO lane",
            "SELECT epoch, batches",
            "UPDATE lane SET batches",
            "COMMIT", // of a batch it is in its text
            "SELECT l.tx_id, l.seq");
    /** How the others begin: those of a batch, and of look-ups. */
    private static final List<String> SERVING = List.of(FENCE, "SELECT tx_id, address", "SELECT t.tx_id");

    private static MySqlServer server;

    @BeforeAll
    static void startServer() {
        server = MySqlServer.start();
    }

    @AfterAll
    static void stopServer() {
        server.close();
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
                if (statement.startsWith(blow.statement)) {
                    // So seldom that a lane can be taken now and then.
                    boolean falls = random.nextInt(8) == 0 && left.remove(blow);
                    return falls ? blow.strike : Strike.NONE;
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
        try (Line line = MySqlLine.to(
                        MySqlLine.port(direct), statement -> armed.get() ? left.apply(statement) : Strike.NONE);
                TransactionLog log = open(MySqlLine.through(line, direct), PATIENCE);
                Script script = new Script(log, journal, seed, NOW, RECOVERIES)) {
            int[] more = {MORE_TURNS};
            script.liveWhile(() -> {
                armed.set(true);
                return !left.isOver() || more[0]-- > 0;
            });
        }
        try (TransactionLog again = open(direct, PATIENCE.multipliedBy(10))) {
            try (Script script = new Script(again, journal, seed, 2 * NOW)) {
                script.live(3);
                Images.lookUpAll(judge, journal.around(again));
            }
            try (Script script = new Script(again, journal, seed, 2 * NOW)) {
                script.live(1);
            }
        }
    }

    /** Mostly they wait. */
    private static void allAtOnce(List<Callable<Void>> what) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(what.size());
        try {
            for (Future<Void> end : threads.invokeAll(what)) {
                end.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void whatWasPromisedHoldsWhereverTheLineToTheServerBreaks() throws Exception {
        long seed = Effort.given().seed();
        List<List<Blow>> dealt = dealt(Boolean.getBoolean("crash.all") ? 20 : 1, new Random(seed));
        List<Callable<Void>> lives = new ArrayList<>();
        for (int i = 0; i < LIVES; i++) {
            int life = i;
            lives.add(() -> {
                live("life" + life, seed * LIVES + life, dealt.get(life));
                return null;
            });
        }
        allAtOnce(lives);
        System.out.println(dealt.stream().mapToInt(List::size).sum() + " times the line broke");
    }

    // ---- a lane in real time, and what happens to it ----

    /** A lane, in a database of its own, and the line between them. */
    private static final class Lone implements AutoCloseable {
        final String url;
        final Line line;
        private final Judge judge = new Judge();
        private final TransactionLog log;
        private LiveLane lane;
        /** What happens to the next insert. */
        private final AtomicReference<Strike> next = new AtomicReference<>(Strike.NONE);

        Lone(String database, Duration patience) throws LogFailure {
            url = direct(database);
            line = MySqlLine.to(
                    MySqlLine.port(url),
                    statement -> statement.startsWith(FENCE) ? next.getAndSet(Strike.NONE) : Strike.NONE);
            log = open(MySqlLine.through(line, url), patience);
            lane = new LiveLane(log, judge, 250);
        }

        void sql(String statement) throws SQLException {
            try (Connection connection = connect();
                    Statement one = connection.createStatement()) {
                one.execute(statement);
            }
        }

        Connection connect() throws SQLException {
            return DriverManager.getConnection(url, server.user(), server.password());
        }

        void assertServes() throws Exception {
            lane.await(Condition.SERVING, SOON);
            assertThat(lane.register()).isInstanceOf(Answer.Registered.class);
        }

        /** Whoever asks is told to ask again, why, and what to do. */
        void assertRefuses(String... words) throws Exception {
            long before = System.nanoTime();
            Refused refused = lane.registerUntilRefused();
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(SOON);
            assertThat(refused.refusal()).isEqualTo(Refusal.UNAVAILABLE);
            assertThat(refused.message()).contains("ask again").contains(words).doesNotContain("statement closed");
        }

        void assertNothingIsLost() throws Exception {
            assertServes();
            int before = judge.transactions().size();
            lane.close();
            lane = new LiveLane(log, judge, 0);
            assertThat(lane.register()).isInstanceOf(Answer.Registered.class);
            assertThat(judge.transactions()).hasSize(before + 1);
        }

        @Override
        public void close() {
            line.heal();
            lane.close();
            log.close();
            line.close();
        }
    }

    private static void aLineThatCarriesNothingOneWay() throws Exception {
        try (Lone lone = new Lone("oneway", PATIENCE)) {
            for (Line.Way way : Line.Way.values()) {
                lone.assertServes();
                lone.line.hold(way);
                lone.assertRefuses("the connection is lost", RUNS);
                lone.line.heal();
            }
            lone.assertNothingIsLost();
        }
    }

    private static void aLineThatIsCutAndRefusesAndOneThatIsSlow() throws Exception {
        try (Lone lone = new Lone("refuses", PATIENCE)) {
            lone.assertServes();
            lone.line.refuse();
            lone.line.cut();
            lone.assertRefuses("the connection is lost", RUNS);
            lone.line.heal();
            lone.line.slowDown(Duration.ofMillis(20));
            lone.assertNothingIsLost();
        }
    }

    /** The server would wait for the rest of a statement much longer than for the next one, and hold the lane's row. */
    private static void aLineThatIsLostInTheMiddleOfAStatement() throws Exception {
        try (Lone lone = new Lone("within", PATIENCE)) {
            lone.assertServes();
            lone.next.set(Strike.LOST_WITHIN);
            lone.assertRefuses("the connection is lost", RUNS);
            lone.assertNothingIsLost();
        }
    }

    private static void somebodyElsesLock() throws Exception {
        try (Lone lone = new Lone("locked", PATIENCE.multipliedBy(3))) {
            lone.assertServes();
            try (Connection other = lone.connect();
                    Statement statement = other.createStatement()) {
                other.setAutoCommit(false);
                statement.executeQuery("SELECT * FROM lane FOR UPDATE").close();
                lone.assertRefuses("somebody else holds its rows");
                other.rollback();
            }
            lone.assertNothingIsLost();
        }
    }

    private static void connectionsThatTheServerHangsUpOn() throws Exception {
        try (Lone lone = new Lone("hangup", PATIENCE)) {
            for (int i = 0; i < 3; i++) {
                lone.assertServes();
                hangUp(lone);
                lone.lane.await(Condition.HALTED, SOON);
            }
            lone.assertNothingIsLost();
        }
    }

    private static void hangUp(Lone lone) throws SQLException {
        List<String> ids = new ArrayList<>();
        try (Connection connection = lone.connect();
                Statement one = connection.createStatement()) {
            try (ResultSet rows = one.executeQuery("SELECT id FROM information_schema.processlist"
                    + " WHERE db = 'hangup' AND id <> CONNECTION_ID()")) {
                while (rows.next()) {
                    ids.add(rows.getString(1));
                }
            }
            for (String id : ids) {
                one.execute("KILL " + id);
            }
        }
    }

    /** They share a connection: each with a wait of its own, the last one would hear of it after minutes. */
    private static void manyWhoAskAServerThatIsSilent() throws Exception {
        try (Lone lone = new Lone("silent", PATIENCE)) {
            lone.line.hold(Line.Way.THERE);
            long before = System.nanoTime();
            Callable<Void> question = () -> {
                assertThatThrownBy(() -> lone.log.findKey("key"))
                        .isInstanceOf(LogFailure.class)
                        .hasMessageContaining(RUNS);
                return null;
            };
            allAtOnce(Collections.nCopies(12, question));
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(PATIENCE.multipliedBy(4));
        }
    }

    private static void aStartWithAServerThatTakesConnectionsAndIsSilent() {
        try (RawServer hung = RawServer.hung()) {
            assertThatThrownBy(() -> open("jdbc:mysql://127.0.0.1:" + hung.port() + "/log", PATIENCE))
                    .isInstanceOf(LogFailure.class)
                    .hasMessageContaining("the connection is lost (no answer in time)")
                    .hasMessageContaining(RUNS);
        }
    }

    private interface Scenario {
        void play() throws Exception;

        default Callable<Void> asTask() {
            return () -> {
                play();
                return null;
            };
        }
    }

    @Test
    void whateverHappensToALinesConnectionsIsToldAndSurvived() throws Exception {
        List<Scenario> scenarios = List.of(
                MySqlFaultsIT::aLineThatCarriesNothingOneWay,
                MySqlFaultsIT::aLineThatIsCutAndRefusesAndOneThatIsSlow,
                MySqlFaultsIT::aLineThatIsLostInTheMiddleOfAStatement,
                MySqlFaultsIT::somebodyElsesLock,
                MySqlFaultsIT::connectionsThatTheServerHangsUpOn,
                MySqlFaultsIT::manyWhoAskAServerThatIsSilent,
                MySqlFaultsIT::aStartWithAServerThatTakesConnectionsAndIsSilent);
        allAtOnce(scenarios.stream().map(Scenario::asTask).toList());
    }

    @Test
    void aServerThatDiesHangsIsReadOnlyOrFullIsToldAndSurvived() throws Exception {
        try (Lone lone = new Lone("server", PATIENCE)) {
            lone.assertServes();
            server.kill();
            lone.assertRefuses("the connection is lost", RUNS);
            server.restart();
            lone.assertServes();
            server.pause();
            lone.assertRefuses("the connection is lost", RUNS);
            server.goOn();
            lone.assertServes();
            lone.sql("SET GLOBAL super_read_only = 1");
            try {
                lone.assertRefuses("read-only", "let holdfast.log.url name the one that takes writes");
            } finally {
                lone.sql("SET GLOBAL super_read_only = 0, GLOBAL read_only = 0");
            }
            lone.assertServes();
            // When its disk is full, the server ends itself; what it answers where only a table is, a trigger says
            // here.
            lone.sql("CREATE TRIGGER full BEFORE INSERT ON transaction_log FOR EACH ROW"
                    + " SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = 1114, MESSAGE_TEXT = 'The table is full'");
            try {
                lone.assertRefuses("The table is full", "free some space on the database's disk");
            } finally {
                lone.sql("DROP TRIGGER full");
            }
            lone.assertNothingIsLost();
        }
    }
}
