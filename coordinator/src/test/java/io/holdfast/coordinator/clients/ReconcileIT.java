// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.mysql.cj.jdbc.MysqlDataSource;
import com.sun.net.httpserver.HttpServer;
import io.holdfast.participant.guard.Phase;
import io.holdfast.participant.guard.jdbc.KeptCalls.Unhealed;
import io.holdfast.participant.reconcile.ReconcileCounts.Result;
import io.holdfast.participant.reconcile.Reconciler;
import io.holdfast.sql.testing.MySqlServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A participant whose Confirms and Cancels do not arrive, next to a real coordinator in a process of its own: callers run
 * their transactions by its API, and the participant asks it what became of them.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ReconcileIT {

    enum Database {
        H2,
        MYSQL
    }

    private static final String EFFECT = " SKU-1 19.90";

    private final HttpClient http = HttpClient.newHttpClient();
    private final JsonMapper json = JsonMapper.builder().build();
    private final Map<Database, DataSource> databases = new EnumMap<>(Database.class);
    private int apiPort;
    private CoordinatorProcess coordinator;
    private MySqlServer mysql;
    private HttpServer obliging;

    @BeforeAll
    void start() throws IOException {
        apiPort = CoordinatorProcess.freePort();
        coordinator = new CoordinatorProcess(FreshDirectory.of("reconcile"), "--holdfast.api.port=" + apiPort);
        coordinator.start();
        mysql = MySqlServer.start();
        MysqlDataSource onMySql = new MysqlDataSource();
        onMySql.setUrl(mysql.jdbcUrl("reconcile"));
        onMySql.setUser(mysql.user());
        onMySql.setPassword(mysql.password());
        ReconcilingParticipant.createTables(onMySql, "mysql");
        databases.put(Database.MYSQL, onMySql);
        JdbcDataSource onH2 = new JdbcDataSource();
        onH2.setUrl("jdbc:h2:mem:reconcile;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000");
        ReconcilingParticipant.createTables(onH2, "h2");
        databases.put(Database.H2, onH2);
        obliging = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        obliging.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        obliging.start();
        coordinator.awaitReady();
    }

    @AfterAll
    void stop() {
        obliging.stop(0);
        coordinator.close();
        mysql.close();
    }

    private ReconcilingParticipant participant(Database database) throws Exception {
        ReconcilingParticipant participant = new ReconcilingParticipant(databases.get(database));
        participant.empty();
        return participant;
    }

    private URI api() {
        return URI.create("http://127.0.0.1:" + apiPort);
    }

    private JsonNode post(String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(api().resolve("/v1/transactions" + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json.readTree(answer.body());
    }

    private String begin() throws Exception {
        return post("/begin", "{\"name\": \"reconcile\", \"timeoutMillis\": 60000}")
                .get("xid")
                .asString();
    }

    /** A branch whose calls end at that port, wherever its Try runs. */
    private long register(String xid, int port) throws Exception {
        String address = "\"http://127.0.0.1:" + port + "/\"";
        JsonNode branch = post(
                "/" + xid + "/branches",
                "{\"http\": {\"confirmUrl\": " + address + ", \"cancelUrl\": " + address + "}, \"arguments\": {}}");
        return Long.parseLong(branch.get("branchId").asString());
    }

    /** Who acknowledges every Confirm and does nothing: a participant whose database was set back, say. */
    private int obliging() {
        return obliging.getAddress().getPort();
    }

    private static int nobody() {
        return CoordinatorProcess.freePort();
    }

    private void decide(String xid, String how, String waitFor) throws Exception {
        post("/" + xid + "/" + how, "{\"waitFor\": \"" + waitFor + "\"}");
    }

    @ParameterizedTest
    @EnumSource
    void aBranchOfAConfirmedTransactionIsConfirmed(Database database) throws Exception {
        ReconcilingParticipant participant = participant(database);
        String xid = begin();
        long branch = register(xid, obliging());
        participant.call(Phase.TRY, xid, branch);
        decide(xid, "commit", "COMPLETED");
        try (Reconciler reconciler = participant.reconciler(api())) {
            reconciler.reconcile();
            assertThat(participant.effects(branch)).as("before its deadline").containsExactly("try" + EFFECT);
            participant.letTimePass();
            reconciler.reconcile();
            participant.letTimePass();
            reconciler.reconcile();
            assertThat(participant.effects(branch)).containsExactly("try" + EFFECT, "confirm" + EFFECT);
            assertThat(participant.state(xid, branch)).isEqualTo(2);
            assertThat(reconciler.report()).isEmpty();
            assertThat(reconciler.counts().of(Result.CONFIRMED)).isEqualTo(1);
        }
        assertThat(participant.keptCalls()).isZero();
        assertThat(participant.call(Phase.CONFIRM, xid, branch))
                .as("the coordinator's own, late")
                .isEqualTo(true);
        assertThat(participant.effects(branch)).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void aBranchThatTheCoordinatorCannotReachIsCancelledOnceThatIsDecided(Database database) throws Exception {
        ReconcilingParticipant participant = participant(database);
        String xid = begin();
        long branch = register(xid, nobody());
        participant.call(Phase.TRY, xid, branch);
        participant.letTimePass();
        try (Reconciler reconciler = participant.reconciler(api())) {
            reconciler.reconcile();
            assertThat(participant.effects(branch)).as("undecided").containsExactly("try" + EFFECT);
            assertThat(reconciler.counts().of(Result.UNDECIDED)).isEqualTo(1);
            assertThat(reconciler.report()).isEmpty();
            decide(xid, "rollback", "DECIDED");
            reconciler.reconcile();
            assertThat(participant.effects(branch)).as("not at once again").hasSize(1);
            participant.letTimePass();
            reconciler.reconcile();
        }
        assertThat(participant.effects(branch)).containsExactly("try" + EFFECT, "cancel" + EFFECT);
        assertThat(participant.state(xid, branch)).isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource
    void whatTheCoordinatorDoesNotKnowIsReportedAndLeftAlone(Database database) throws Exception {
        ReconcilingParticipant participant = participant(database);
        String unknown = "127.0.0.1:8091:9223372036854770000";
        participant.call(Phase.TRY, unknown, 7);
        String xid = begin();
        register(xid, nobody());
        participant.call(Phase.TRY, xid, 8);
        decide(xid, "rollback", "DECIDED");
        participant.letTimePass();
        try (Reconciler reconciler = participant.reconciler(api())) {
            reconciler.reconcile();
            assertThat(reconciler.report())
                    .extracting(branch -> branch.branch().branchId(), Unhealed::problem, Unhealed::checks)
                    .containsExactlyInAnyOrder(tuple(7L, "UNKNOWN_TRANSACTION", 1), tuple(8L, "NOT_ITS_BRANCH", 1));
            assertThat(reconciler.counts().unhealed()).isEqualTo(2);
        }
        assertThat(participant.effects(7)).containsExactly("try" + EFFECT);
        assertThat(participant.effects(8)).containsExactly("try" + EFFECT);
        assertThat(participant.state(unknown, 7)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void whatFailsIsRolledBackReportedAndHealedLater(Database database) throws Exception {
        ReconcilingParticipant participant = participant(database);
        String xid = begin();
        long branch = register(xid, nobody());
        participant.call(Phase.TRY, xid, branch);
        decide(xid, "commit", "DECIDED");
        participant.letTimePass();
        try (Reconciler reconciler = participant.reconciler(api())) {
            participant.shelf().fail(true);
            reconciler.reconcile();
            assertThat(participant.effects(branch)).containsExactly("try" + EFFECT);
            assertThat(reconciler.report()).singleElement().satisfies(unhealed -> assertThat(unhealed.detail())
                    .contains("CONFIRM", "the shelf is stuck"));
            participant.shelf().fail(false);
            participant.letTimePass();
            reconciler.reconcile();
            assertThat(reconciler.report()).isEmpty();
            assertThat(reconciler.counts().unhealed()).isZero();
        }
        assertThat(participant.effects(branch)).containsExactly("try" + EFFECT, "confirm" + EFFECT);
    }

    @ParameterizedTest
    @EnumSource
    void ofWhatWasNotKeptNothingIsRunAndItIsReported(Database database) throws Exception {
        ReconcilingParticipant participant = participant(database);
        String xid = begin();
        long branch = register(xid, nobody());
        participant.call(Phase.TRY, xid, branch);
        decide(xid, "commit", "DECIDED");
        participant.forgetArguments();
        participant.letTimePass();
        try (Reconciler reconciler = participant.reconciler(api())) {
            reconciler.reconcile();
            assertThat(reconciler.report()).extracting(Unhealed::problem).containsExactly("NO_ARGUMENTS");
        }
        assertThat(participant.state(xid, branch)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void twoInstancesAndTheCoordinatorsOwnCallsGiveOneEffect(Database database) throws Exception {
        ReconcilingParticipant participant = participant(database);
        ReconcilingParticipant other = new ReconcilingParticipant(databases.get(database));
        Map<Long, String> branches = new TreeMap<>();
        for (int transaction = 0; transaction < 5; transaction++) {
            String xid = begin();
            for (int branch = 0; branch < 6; branch++) {
                long id = register(xid, nobody());
                branches.put(id, xid);
                participant.call(Phase.TRY, xid, id);
            }
            decide(xid, "commit", "DECIDED");
        }
        participant.letTimePass();
        long healed = 0;
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try (Reconciler one = participant.reconciler(api());
                Reconciler two = other.reconciler(api())) {
            List<Future<?>> all = new ArrayList<>();
            all.add(threads.submit(reconcile(one)));
            all.add(threads.submit(reconcile(two)));
            all.add(threads.submit(() -> branches.forEach((id, xid) -> participant.call(Phase.CONFIRM, xid, id))));
            for (Future<?> each : all) {
                each.get();
            }
            healed = one.counts().of(Result.CONFIRMED) + two.counts().of(Result.CONFIRMED);
            assertThat(one.report()).isEmpty();
        } finally {
            threads.shutdown();
        }
        assertThat(healed).as("each branch was taken by one of them at most").isLessThanOrEqualTo(branches.size());
        assertThat(branches.keySet()).allSatisfy(id -> assertThat(participant.effects(id))
                .containsExactly("try" + EFFECT, "confirm" + EFFECT));
    }

    private static Callable<Void> reconcile(Reconciler reconciler) {
        return () -> {
            reconciler.reconcile();
            return null;
        };
    }

    @Test
    void whileTheCoordinatorIsDownNothingIsDecidedAndAfterwardsItIs() throws Exception {
        ReconcilingParticipant participant = participant(Database.H2);
        String xid = begin();
        long branch = register(xid, obliging());
        participant.call(Phase.TRY, xid, branch);
        decide(xid, "commit", "COMPLETED");
        coordinator.kill9();
        participant.letTimePass();
        try (Reconciler reconciler = participant.reconciler(api())) {
            reconciler.reconcile();
            assertThat(reconciler.counts().of(Result.NO_ANSWER)).isEqualTo(1);
            assertThat(reconciler.report()).isEmpty();
            assertThat(participant.effects(branch)).containsExactly("try" + EFFECT);
            coordinator.start();
            coordinator.awaitReady();
            // It answers "unavailable" until it has asked the participants once more.
            Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                participant.letTimePass();
                reconciler.reconcile();
                assertThat(participant.effects(branch)).containsExactly("try" + EFFECT, "confirm" + EFFECT);
            });
        }
    }
}
