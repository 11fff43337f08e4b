// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.coordinator.call.HttpParticipant.Asked;
import io.holdfast.coordinator.call.HttpParticipant.Says;
import io.holdfast.coordinator.dubbo.DubboApplication;
import io.holdfast.coordinator.dubbo.call.DubboProvider;
import io.holdfast.coordinator.dubbo.call.DubboWire;
import io.holdfast.coordinator.engine.Backoff;
import io.holdfast.coordinator.engine.EngineSettings;
import io.holdfast.coordinator.http.HttpWire;
import io.holdfast.coordinator.lane.Lane;
import io.holdfast.coordinator.lane.LaneSettings;
import io.holdfast.coordinator.lane.Router;
import io.holdfast.coordinator.lane.Ways;
import io.holdfast.coordinator.log.JdbcTransactionLog;
import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.Answer.Outcome;
import io.holdfast.coordinator.model.BeginFacts;
import io.holdfast.coordinator.model.BranchCall;
import io.holdfast.coordinator.model.BranchFacts;
import io.holdfast.coordinator.model.Cause;
import io.holdfast.coordinator.model.Endpoint;
import io.holdfast.coordinator.model.Input;
import io.holdfast.coordinator.model.ReplyTo;
import io.holdfast.coordinator.model.Target;
import io.holdfast.coordinator.model.TransactionStatus;
import io.holdfast.coordinator.model.Tried;
import io.holdfast.coordinator.model.WaitFor;
import io.holdfast.coordinator.model.Xid;
import io.holdfast.coordinator.port.Callback;
import io.holdfast.coordinator.port.LogFailure;
import io.holdfast.coordinator.port.Outbox;
import io.holdfast.coordinator.port.Ownership;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.dubbo.rpc.RpcContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole transactions: a real lane on a real log, and real participants over HTTP and Dubbo. */
class OneCallIT {
    private static final String ORDER = "{\"sku\":\"A-1\",\"quantity\":2}";

    /** Phases that each Dubbo provider was asked for, by branch. */
    private static final Map<String, List<String>> DUBBO = new ConcurrentHashMap<>();

    /** One for all: the end of one closes every Triple port of the process. */
    private static final DubboApplication APPLICATION = new DubboApplication();

    private static DubboProvider tri;
    private static DubboProvider dubbo;

    @TempDir
    Path directory;

    private Coordinating coordinator;

    /** What a process has of it. */
    private static final class Coordinating implements AutoCloseable {
        private final JdbcTransactionLog log;
        private final DirectParticipants participants;
        private final Lane lane;
        private final Router router;

        Coordinating(Path directory) throws LogFailure {
            ParticipantsSettings settings = ParticipantsSettings.defaults();
            log = JdbcTransactionLog.embedded(directory.resolve("holdfast.db"), "node", System::currentTimeMillis);
            participants = new DirectParticipants(
                    settings,
                    new DubboWire(settings, APPLICATION),
                    new HttpWire(settings),
                    this::offer,
                    System::currentTimeMillis);
            EngineSettings engine = new EngineSettings(
                    "127.0.0.1:8091",
                    20_000,
                    20_000,
                    2_000,
                    100,
                    100,
                    1_000,
                    new Backoff(20, 100, 9, 100),
                    Set.of(),
                    false);
            lane = new Lane(
                    0,
                    log,
                    new Ways(new NoConnections(), participants),
                    engine,
                    new LaneSettings(1_000, 1_000, 10, 100, 100),
                    Ownership.ALONE,
                    System::currentTimeMillis);
            router = new Router(List.of(lane));
            lane.start();
        }

        private boolean offer(Input input) {
            return router.offer(input);
        }

        @Override
        public void close() {
            lane.stop();
            participants.close();
            log.close();
        }
    }

    /** Nobody here came over a connection. */
    private static final class NoConnections implements Outbox {
        @Override
        public void reply(ReplyTo to, Answer answer) {
            throw new AssertionError(answer);
        }

        @Override
        public void call(BranchCall call) {
            throw new AssertionError(call);
        }

        @Override
        public void endOfBatch() {}
    }

    private static final class Waiting implements Callback {
        private final CompletableFuture<Answer> answer = new CompletableFuture<>();

        @Override
        public void answer(Answer given) {
            answer.complete(given);
        }
    }

    @BeforeAll
    static void startProviders() {
        tri = provider("tri");
        dubbo = provider("dubbo");
    }

    private static DubboProvider provider(String protocol) {
        return new DubboProvider(protocol, DubboProvider.freePort(), "N/A", (method, arguments) -> {
            String branch = RpcContext.getServerAttachment().getAttachment("holdfast-branch-id");
            DUBBO.computeIfAbsent(branch, first -> new ArrayList<>()).add(method + Arrays.toString(arguments));
            return method.equals("reserve") ? "receipt" : (Object) true;
        });
    }

    @AfterAll
    static void stopProviders() {
        APPLICATION.close();
        tri.close();
        dubbo.close();
    }

    @BeforeEach
    void start() throws LogFailure {
        coordinator = new Coordinating(directory);
    }

    @AfterEach
    void stop() {
        coordinator.close();
    }

    private static Target dubbo(DubboProvider provider) {
        Endpoint endpoint = new Endpoint.Dubbo(
                DubboProvider.SERVICE, null, null, provider.url(), "reserve", "confirm", "cancel", List.of());
        return new Target(provider.url(), endpoint, "[" + ORDER + "]", List.of(), 0);
    }

    private static Target http(HttpParticipant participant, int maxAttempts) {
        return new Target("http", participant.endpoint(), ORDER, List.of(), maxAttempts);
    }

    private Outcome ask(Function<ReplyTo, Input> request) {
        Waiting waiting = new Waiting();
        assertThat(coordinator.offer(request.apply(waiting))).isTrue();
        try {
            return (Outcome) waiting.answer.get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private Outcome submit(WaitFor waitFor, long timeoutMillis, Target... targets) {
        List<BranchFacts> branches = Arrays.stream(targets)
                .map(target -> BranchFacts.of(target, "shop"))
                .toList();
        return ask(to -> new Input.Submit(new BeginFacts("order", "shop", "", timeoutMillis), branches, waitFor, to));
    }

    private Outcome completed(Xid xid) {
        return ask(to -> new Input.Await(xid, WaitFor.COMPLETED, to));
    }

    private static void assertEnded(Outcome outcome, TransactionStatus status, Cause cause) {
        assertThat(outcome.standing().status()).isEqualTo(status);
        assertThat(outcome.standing().cause()).isEqualTo(cause);
    }

    /** The kinds of records of a transaction, in their order. */
    private List<String> records(Xid xid) {
        List<String> kinds = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("holdfast.db"));
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT kind FROM transaction_log WHERE tx_id = "
                        + xid.id().value() + " ORDER BY seq")) {
            while (rows.next()) {
                kinds.add(rows.getString(1));
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        return kinds;
    }

    private static List<String> paths(HttpParticipant participant) {
        return participant.asked().stream().map(Asked::path).toList();
    }

    @Test
    void whatAllHaveTriedIsConfirmedByAll() {
        try (HttpParticipant payment = new HttpParticipant(asked -> new Says(200, "{\"hold\":7}"))) {
            Outcome outcome = submit(WaitFor.COMPLETED, 0, http(payment, 0), dubbo(tri), dubbo(dubbo));

            assertEnded(outcome, TransactionStatus.CONFIRMED, Cause.TRIED);
            assertThat(outcome.branches())
                    .extracting(branch -> branch.tried().outcome())
                    .containsOnly(Tried.Outcome.DONE);
            assertThat(outcome.branches().get(0).tried().text()).isEqualTo("{\"hold\":7}");
            assertThat(outcome.branches().get(1).tried().text()).contains("\"number\":\"R-1\"");
            assertThat(paths(payment)).containsExactly("/try", "/confirm");
            for (int place = 1; place < 3; place++) {
                assertThat(DUBBO.get(Long.toString(outcome.branches().get(place).branchId())))
                        .containsExactly("reserve[A-1 2 null null null null]", "confirm[A-1 2 null null null null]");
            }
        }
    }

    @Test
    void oneRefusalCancelsAll() {
        try (HttpParticipant payment = new HttpParticipant(
                asked -> asked.path().equals("/try") ? new Says(409, "{\"reason\":\"BLOCKED\"}") : new Says(204, ""))) {
            Outcome outcome = submit(WaitFor.COMPLETED, 0, dubbo(tri), http(payment, 0));

            assertEnded(outcome, TransactionStatus.CANCELLED, Cause.TRY_REFUSED);
            assertThat(outcome.branches().get(1).tried().outcome()).isEqualTo(Tried.Outcome.REFUSED);
            assertThat(outcome.branches().get(1).tried().text()).isEqualTo("BLOCKED");
            assertThat(paths(payment)).containsExactly("/try", "/cancel");
            assertThat(DUBBO.get(Long.toString(outcome.branches().get(0).branchId())))
                    .contains("cancel[A-1 2 null null null null]");
        }
    }

    @Test
    void aTryWithoutAnAnswerCancelsAllAtTheDeadline() {
        CountDownLatch over = new CountDownLatch(1);
        try (HttpParticipant payment = new HttpParticipant(hangingTry(over))) {
            Outcome outcome = submit(WaitFor.COMPLETED, 600, dubbo(dubbo), http(payment, 0));

            assertThat(outcome.standing().status()).isEqualTo(TransactionStatus.CANCELLED);
            assertThat(outcome.standing().cause()).isIn(Cause.TIMEOUT, Cause.TRY_FAILED);
            assertThat(paths(payment)).containsExactly("/try", "/cancel");
            over.countDown();
        }
    }

    private static Function<Asked, Says> hangingTry(CountDownLatch over) {
        return asked -> {
            try {
                if (asked.path().equals("/try") && !over.await(20, TimeUnit.SECONDS)) {
                    throw new AssertionError("never over");
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return new Says(204, "");
        };
    }

    @Test
    void aRestartInTheMiddleOfTrysCancels() throws LogFailure {
        CountDownLatch over = new CountDownLatch(1);
        try (HttpParticipant payment = new HttpParticipant(hangingTry(over))) {
            Xid xid = submit(WaitFor.ACCEPTED, 0, dubbo(tri), http(payment, 0)).xid();
            await().until(() -> paths(payment).contains("/try"));
            coordinator.close();
            coordinator = new Coordinating(directory);

            Outcome outcome = completed(xid);
            assertEnded(outcome, TransactionStatus.CANCELLED, Cause.RESTART);
            assertThat(paths(payment)).containsExactly("/try", "/cancel");
            over.countDown();
        }
    }

    @Test
    void aConfirmThatFailsTooOftenIsParkedAndStillCalled() {
        CountDownLatch repaired = new CountDownLatch(1);
        try (HttpParticipant payment = new HttpParticipant(asked ->
                asked.path().equals("/try") || repaired.getCount() == 0 ? new Says(204, "") : new Says(500, ""))) {
            Outcome decided = submit(WaitFor.DECIDED, 0, http(payment, 2));
            assertThat(decided.standing().status()).isEqualTo(TransactionStatus.CONFIRMING);
            await().until(() -> records(decided.xid()).contains("PARKED"));
            List<String> kinds = records(decided.xid());
            assertThat(kinds.subList(0, kinds.indexOf("PARKED")).stream().filter("FAILED"::equals))
                    .hasSize(2);

            repaired.countDown();
            assertEnded(completed(decided.xid()), TransactionStatus.CONFIRMED, Cause.TRIED);
        }
    }

    @Test
    void aConfirmThatIsRefusedForGoodIsParkedAtOnce() {
        CountDownLatch repaired = new CountDownLatch(1);
        try (HttpParticipant payment =
                new HttpParticipant(asked -> asked.path().equals("/try") || repaired.getCount() == 0
                        ? new Says(204, "")
                        : new Says(409, "no row"))) {
            Outcome decided = submit(WaitFor.DECIDED, 0, http(payment, 0));
            await().until(() -> records(decided.xid()).contains("PARKED"));
            List<String> kinds = records(decided.xid());
            assertThat(kinds.subList(0, kinds.indexOf("PARKED")).stream().filter("FAILED"::equals))
                    .hasSize(1);

            repaired.countDown();
            assertEnded(completed(decided.xid()), TransactionStatus.CONFIRMED, Cause.TRIED);
        }
    }
}
