// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The admin API of a real coordinator, with transactions of a Seata client and of callers who hand them over. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class AdminApiIT {
    private static final String TRANSACTIONS = "/api/v1/transactions";
    private static final String DATA = "{\"actionContext\":{\"payload\":\"p\"}}";
    private static final String PASSWORD = "a good one, long enough";
    private static final String RESOURCE = "stock of \"all\"";

    private final HttpClient http = HttpClient.newHttpClient();
    private final JsonMapper json = new JsonMapper();
    private final int apiPort = CoordinatorProcess.freePort();
    private final Instant started = Instant.now();
    private CoordinatorProcess coordinator;
    private ClientProcess client;
    private HttpServer participant;
    private String token;
    private OpenApiSchema promised;

    private String committed;
    private String undecided;
    private String confirmed;
    private String refused;
    private String parked;

    @BeforeAll
    void start() throws Exception {
        coordinator = new CoordinatorProcess(
                FreshDirectory.of("admin-api"),
                "--holdfast.api.port=" + apiPort,
                "--holdfast.lanes=2",
                "--holdfast.phase-two.first-backoff=20ms",
                "--holdfast.phase-two.park-after=2",
                "--holdfast.phase-two.parked-backoff=1h",
                "--holdfast.admin.password=" + PASSWORD);
        coordinator.start();
        participant = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        participant.createContext("/", call -> {
            String path = call.getRequestURI().getPath();
            int status = path.equals("/refuse/try") ? 409 : path.equals("/break/confirm") ? 500 : 200;
            byte[] answer = "{\"reason\":\"no stock\"}".getBytes(StandardCharsets.UTF_8);
            call.sendResponseHeaders(status, answer.length);
            call.getResponseBody().write(answer);
            call.close();
        });
        participant.start();
        ClientVersion version = ClientVersion.SEATA_2_6_0;
        coordinator.awaitReady();
        token = AdminHttp.makeToken(coordinator, PASSWORD, "ADMIN");
        client = ClientProcess.start(
                version,
                version.compileProgram(),
                new ClientProcess.Settings("admin-api", "shop", coordinator.address(), false, 5_000),
                RESOURCE);
        client.awaitReady();
        promised = new OpenApiSchema(get("/api/v1/openapi.yaml").body());
        makeTransactions();
    }

    private void makeTransactions() throws Exception {
        committed = client.begin(60_000);
        client.enlist(committed, DATA, RESOURCE);
        client.commit(committed);
        undecided = client.begin(600_000);
        client.enlist(undecided, DATA, RESOURCE);
        confirmed = submit("place-order", "K-1", "O-1", "freeze", "COMPLETED");
        refused = submit("place-order", "K-2", "O-2", "refuse", "COMPLETED");
        parked = submit("refund", "K-3", "O-1", "break", "DECIDED");
        await().atMost(Duration.ofSeconds(20)).until(() -> xids("parked=true"), Set.of(parked)::equals);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> xids("unfinished=true").size(), count -> count == 2);
    }

    @AfterAll
    void stop() {
        client.close();
        participant.stop(0);
        coordinator.close();
    }

    private String participantAddress() {
        return "http://127.0.0.1:" + participant.getAddress().getPort();
    }

    private String submit(String name, String key, String order, String path, String waitFor) throws Exception {
        String body = """
                {"name": "%1$s", "idempotencyKey": "%2$s", "tags": {"order": "%3$s"}, "waitFor": "%4$s", "branches": [
                 {"name": "stock", "arguments": {"sku": "S"}, "http": {"tryUrl": "%5$s/try",
                  "confirmUrl": "%5$s/confirm", "cancelUrl": "%5$s/cancel"}}]}""".formatted(name, key, order, waitFor, participantAddress() + "/" + path);
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + apiPort + "/v1/transactions"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        String answer = http.send(request, BodyHandlers.ofString()).body();
        return json.readTree(answer).get("xid").asString();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(request(path).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(coordinator.httpAddress() + path))
                .header("Authorization", "Bearer " + token)
                .timeout(Duration.ofSeconds(20));
    }

    /** Asks for an action; the answer is what the document promises. */
    private JsonNode act(String xid, String wish, int status) throws IOException, InterruptedException {
        HttpRequest request = request(TRANSACTIONS + "/" + xid + "/actions")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(wish))
                .build();
        HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
        assertThat(response.statusCode()).as("%s: %s", wish, response.body()).isEqualTo(status);
        JsonNode body = json.readTree(response.body());
        assertThat(promised.problems("post", TRANSACTIONS + "/{xid}/actions", status, body))
                .as("%s: %s", wish, body)
                .isEmpty();
        return body;
    }

    /** An answer that is what the document promises. */
    private JsonNode get(String path, String query, int status) throws IOException, InterruptedException {
        String asked = path.replace("{xid}", undecided == null ? "x:1" : undecided);
        HttpResponse<String> response = get(asked + query);
        assertThat(response.statusCode())
                .as("%s: %s", asked + query, response.body())
                .isEqualTo(status);
        JsonNode body = json.readTree(response.body());
        assertThat(promised.problems(path, status, body))
                .as("%s%s: %s", asked, query, body)
                .isEmpty();
        return body;
    }

    private JsonNode search(String query) throws IOException, InterruptedException {
        return get(TRANSACTIONS, "?" + query, 200);
    }

    private Set<String> xids(String query) throws IOException, InterruptedException {
        Set<String> xids = new TreeSet<>();
        search(query).get("transactions").forEach(one -> xids.add(one.get("xid").asString()));
        return xids;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Test
    void everyTransactionIsFoundByEachThingThatIsKnownOfIt() throws Exception {
        assertThat(xids("")).containsExactlyInAnyOrder(committed, undecided, confirmed, refused, parked);
        assertThat(xids("xid=" + committed)).containsExactly(committed);
        assertThat(xids("xid=" + committed.substring(committed.lastIndexOf(':') + 1)))
                .containsExactly(committed);
        assertThat(xids("name=place-order")).containsExactlyInAnyOrder(confirmed, refused);
        assertThat(xids("application=shop")).containsExactlyInAnyOrder(committed, undecided);
        assertThat(xids("participant=" + encoded(RESOURCE))).containsExactlyInAnyOrder(committed, undecided);
        assertThat(xids("participant=" + encoded(participantAddress())))
                .containsExactlyInAnyOrder(confirmed, refused, parked);
        assertThat(xids("key=K-2")).containsExactly(refused);
        assertThat(xids("tag=order:O-1")).containsExactlyInAnyOrder(confirmed, parked);
        assertThat(xids("state=CONFIRMED")).containsExactlyInAnyOrder(committed, confirmed);
        assertThat(xids("state=CANCELLED")).containsExactly(refused);
        assertThat(xids("state=CONFIRMING")).containsExactly(parked);
        assertThat(xids("state=CANCELLING")).isEmpty();
        assertThat(xids("undecided=true")).containsExactly(undecided);
        assertThat(xids("unfinished=true")).containsExactlyInAnyOrder(undecided, parked);
        assertThat(xids("from=" + started)).hasSize(5);
        assertThat(xids("to=" + started)).isEmpty();
        assertThat(xids("from=" + Instant.now().plusSeconds(1))).isEmpty();
        assertThat(xids("tag=order:O-1&state=CONFIRMED&application=&q=K-1")).containsExactly(confirmed);
        assertThat(xids("q=O-1")).containsExactlyInAnyOrder(confirmed, parked);
        assertThat(xids("q=K-3")).containsExactly(parked);
        assertThat(xids("q=" + refused)).containsExactly(refused);
        assertThat(search("q=ref").get("matched").asString()).isEqualTo("NAME_PREFIX");
        assertThat(xids("q=ref")).containsExactly(parked);
    }

    @Test
    void pagesWalkThroughAllOfThemOnce() throws Exception {
        List<String> walked = new ArrayList<>();
        String cursor = "";
        for (JsonNode page = search("limit=2"); ; page = search("limit=2&cursor=" + cursor)) {
            page.get("transactions").forEach(one -> walked.add(one.get("xid").asString()));
            if (page.get("next").isNull()) {
                break;
            }
            cursor = page.get("next").asString();
        }
        assertThat(walked).containsExactlyInAnyOrder(committed, undecided, confirmed, refused, parked);
        get(TRANSACTIONS, "?limit=2&name=refund&cursor=" + cursor, 400);
    }

    @Test
    void theHistoryIsComplete() throws Exception {
        JsonNode story = json.readTree(get(TRANSACTIONS + "/" + parked).body());
        assertThat(promised.problems(TRANSACTIONS + "/{xid}", 200, story)).isEmpty();
        assertThat(story.get("transaction").get("state").asString()).isEqualTo("CONFIRMING");
        assertThat(story.get("transaction").get("parked").asBoolean()).isTrue();
        assertThat(story.get("transaction").get("cause").asString()).isEqualTo("TRIED");
        JsonNode branch = story.get("branches").get(0);
        assertThat(branch.get("name").asString()).isEqualTo("stock");
        assertThat(branch.get("tryOutcome").asString()).isEqualTo("DONE");
        assertThat(branch.get("attempts").asInt()).isEqualTo(2);
        assertThat(branch.get("lastError").asString()).contains("500");
        assertThat(Instant.parse(branch.get("nextAttemptAt").asString())).isAfter(Instant.now());
        assertThat(branch.get("target").get("confirmAs").asString()).endsWith("/break/confirm");
        assertThat(kinds(story)).containsExactly("BEGUN", "REGISTERED", "COMMIT", "FAILED", "FAILED", "PARKED");
        String node = get("/api/v1/nodes", "", 200).get("self").asString();
        for (JsonNode record : story.get("records")) {
            assertThat(record.get("node").asString()).isEqualTo(node);
        }
        JsonNode decided =
                story.get("records").get(2).get("detail").get("tried").get(0);
        assertThat(decided.get("durationMillis").asLong()).isBetween(0L, 10_000L);
        JsonNode failed = story.get("records").get(3).get("detail");
        assertThat(failed.get("durationMillis").asLong()).isBetween(0L, 10_000L);
        JsonNode ended = json.readTree(get(TRANSACTIONS + "/" + committed).body());
        assertThat(promised.problems(TRANSACTIONS + "/{xid}", 200, ended)).isEmpty();
        assertThat(kinds(ended)).containsExactly("BEGUN", "REGISTERED", "COMMIT", "FINISHED");
        JsonNode acknowledged =
                ended.get("records").get(3).get("detail").get("acknowledged").get(0);
        assertThat(acknowledged.get("durationMillis").asLong()).isBetween(0L, 10_000L);
        assertThat(ended.get("branches").get(0).get("state").asString()).isEqualTo("CONFIRMED");
        assertThat(ended.get("branches").get(0).get("acknowledgedAt").isNull()).isFalse();
        assertThat(ended.get("branches").get(0).get("client").asString()).startsWith("shop:127.0.0.1:");
        assertThat(get(TRANSACTIONS + "/{xid}", "", 200)
                        .get("transaction")
                        .get("state")
                        .asString())
                .isEqualTo("TRYING");
    }

    private static List<String> kinds(JsonNode story) {
        List<String> kinds = new ArrayList<>();
        for (JsonNode record : story.get("records")) {
            assertThat(record.get("position").asInt()).isEqualTo(kinds.size());
            kinds.add(record.get("kind").asString());
        }
        return kinds;
    }

    private void assertWrong(String query, String field) throws Exception {
        JsonNode problem = get(TRANSACTIONS, "?" + query, 400);
        assertThat(problem.get("code").asString()).isEqualTo("INVALID_ARGUMENT");
        assertThat(problem.get("field").asString()).as(query).isEqualTo(field);
        assertThat(problem.get("detail").asString()).startsWith(field + ": ");
        assertThat(problem.get("cure").asString()).isNotEmpty();
    }

    @Test
    void whatIsWrongIsNamedWithItsCure() throws Exception {
        assertWrong("cursor=xyz", "cursor");
        assertThat(get(TRANSACTIONS, "?cursor=%ff%00", 400).get("code").asString())
                .isEqualTo("BAD_REQUEST");
        assertWrong("cursor=AAAAAAAAAAAAAAAAAAAAAAAAAAAA", "cursor");
        assertWrong("xid=1:", "xid");
        assertWrong("xid=-5", "xid");
        assertWrong("state=DONE", "state");
        assertWrong("state=CONFIRMED&undecided=true", "undecided");
        assertWrong("parked=yes", "parked");
        assertWrong("limit=0", "limit");
        assertWrong("limit=201", "limit");
        assertWrong("limit=", "limit");
        assertWrong("limit=1e1", "limit");
        assertWrong("tag=order", "tag");
        assertWrong("from=yesterday", "from");
        assertWrong("from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", "from");
        assertWrong("to=99999999999999999999", "to");
        assertWrong("name=a&name=b", "name");
        assertWrong("name=" + "x".repeat(1_025), "name");
        assertWrong("nmae=a", "nmae");
        JsonNode unknown = get(TRANSACTIONS, "?nmae=a", 400);
        assertThat(Set.of(unknown.get("cure")
                        .asString()
                        .substring("use ".length())
                        .split(", ", -1)))
                .isEqualTo(promised.parameters(TRANSACTIONS));

        assertThat(get(TRANSACTIONS + "/nothing").statusCode()).isEqualTo(400);
        HttpResponse<String> absent = get(TRANSACTIONS + "/127.0.0.1:8091:5");
        assertThat(promised.problems(TRANSACTIONS + "/{xid}", 404, json.readTree(absent.body())))
                .isEmpty();
        assertThat(absent.headers().firstValue("content-type")).hasValue("application/problem+json");
        assertThat(get("/api/v1/nothing").body()).contains("NO_SUCH_PATH");
    }

    @Test
    void participantsAreTold() throws Exception {
        JsonNode all = get("/api/v1/participants", "", 200).get("participants");
        JsonNode seata = null;
        JsonNode direct = null;
        for (JsonNode one : all) {
            seata = one.get("name").asString().equals(RESOURCE) ? one : seata;
            boolean confirms = one.get("kind").asString().equals("HTTP")
                    && !one.get("tries").asBoolean();
            direct = confirms ? one : direct;
        }
        assertThat(seata.get("connections")).hasSize(1);
        assertThat(seata.get("connections").get(0).get("version").asString()).isEqualTo("2.6.0");
        assertThat(seata.get("calls").get("calls").asInt()).isEqualTo(1);
        assertThat(seata.get("calls").get("failures").asInt()).isZero();
        assertThat(seata.get("calls").get("p99Millis").asDouble()).isPositive();
        assertThat(direct.get("calls").get("calls").asInt()).isEqualTo(4);
        assertThat(direct.get("calls").get("failures").asInt()).isEqualTo(2);
        assertThat(direct.get("breaker").asString()).isEqualTo("CLOSED");
    }

    @Test
    void nodesAndLiveFiguresAreTold() throws Exception {
        JsonNode nodes = get("/api/v1/nodes", "", 200);
        assertThat(nodes.get("self").asString()).isEqualTo(coordinator.address());
        assertThat(nodes.get("lanes")).hasSize(2);
        assertThat(nodes.get("lanes").get(0).get("condition").asString()).isEqualTo("SERVING");

        JsonNode live = get("/api/v1/live", "", 200);
        assertThat(live.get("oldestUndecided").get("xid").asString()).isEqualTo(undecided);
        assertThat(live.get("inFlight").get("total").asInt()).isEqualTo(2);
        assertThat(live.get("inFlight").get("parked").asInt()).isEqualTo(1);
        assertThat(live.get("lanesServing").asInt()).isEqualTo(2);
    }

    @Test
    void theStatusTellsWhatTheNodeStandsOnAndWhatClientsNeed() throws Exception {
        JsonNode status = get("/api/v1/status", "", 200);
        assertThat(status.get("grade").asString()).as("%s", status).isIn("OK", "WARN");
        Set<String> subjects = new TreeSet<>();
        status.get("findings").forEach(one -> subjects.add(one.get("subject").asString()));
        assertThat(subjects)
                .contains("lanes", "java", "directory", "log", "schema", "clock", "users", "access", "address");
        assertThat(status.get("snippets")).hasSize(4);
        assertThat(status.get("snippets").get(0).get("text").asString()).contains("default: " + coordinator.address());
    }

    /** It asks the one that runs, and disturbs it as little as a reader does. */
    @Test
    void theDoctorSeesThatACoordinatorRunsWithTheseSettings() throws Exception {
        List<String> said = coordinator.doctor();
        assertThat(said).as("%s", said).last().isEqualTo("0");
        assertThat(said).noneMatch(line -> line.startsWith("FAIL"));
        assertThat(said.stream().filter(line -> line.contains("is held, and a Holdfast runs at 127.0.0.1:")))
                .hasSize(3);
        assertThat(said).anyMatch(line -> line.matches("ok +users +- one may log in"));
        assertThat(String.join("\n", said)).doesNotContain(PASSWORD);
        assertThat(get("/api/v1/live", "", 200).get("lanesServing").asInt()).isEqualTo(2);
    }

    @Test
    void whoFollowsTheLiveFiguresGetsThemAgainAndAgain() throws Exception {
        HttpResponse<java.io.InputStream> stream =
                http.send(request("/api/v1/live/stream").build(), BodyHandlers.ofInputStream());
        List<String> lines = new ArrayList<>();
        try (BufferedReader events = new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
            while (lines.stream().filter(line -> line.startsWith("data:")).count() < 2) {
                lines.add(events.readLine());
            }
        }
        assertThat(lines.get(0)).isEqualTo("event:live");
        JsonNode live = json.readTree(lines.get(1).substring("data:".length()));
        assertThat(promised.problems("/api/v1/live", 200, live)).isEmpty();
    }

    @Test
    void whatAnOperatorAsksForWronglyIsRefused() throws Exception {
        assertThat(act(undecided, "{\"action\": \"RETRY\", \"reason\": \"r\"}", 409)
                        .get("detail")
                        .asString())
                .contains("is undecided");
        assertThat(act(undecided, "{\"action\": \"COMMIT\", \"reason\": \"r\"}", 409)
                        .get("detail")
                        .asString())
                .contains("names the position");
        assertThat(act(committed, "{\"action\": \"CANCEL\", \"reason\": \"r\"}", 409)
                        .get("detail")
                        .asString())
                .contains("has ended (CONFIRMED)");
        assertThat(act(parked, "{\"action\": \"SETTLE\", \"reason\": \"r\", \"branchId\": \"5\"}", 404)
                        .get("code")
                        .asString())
                .isEqualTo("NO_SUCH_BRANCH");
        assertThat(act("127.0.0.1:8091:5", "{\"action\": \"CANCEL\", \"reason\": \"r\"}", 404)
                        .get("code")
                        .asString())
                .isEqualTo("NO_SUCH_TRANSACTION");
        assertThat(act(parked, "{\"action\": \"EXPLODE\", \"reason\": \"r\"}", 400)
                        .get("field")
                        .asString())
                .isEqualTo("action");
        assertThat(act(parked, "{\"action\": \"RETRY\", \"reason\": \" \"}", 400)
                        .get("field")
                        .asString())
                .isEqualTo("reason");
        assertThat(act(parked, "{\"action\": \"RETRY\", \"reason\": \"r\", \"branchId\": \"x\"}", 400)
                        .get("field")
                        .asString())
                .isEqualTo("branchId");
        act(parked, "no JSON", 400);
    }

    @Test
    @Order(Integer.MAX_VALUE) // Afterwards they are not what the other tests expect.
    void anOperatorSeesWhatWouldFollowAndDoesIt() throws Exception {
        JsonNode dry = act(parked, "{\"action\": \"RETRY\", \"reason\": \"is it up?\", \"dryRun\": true}", 200);
        assertThat(dry.get("calls")).hasSize(1);
        assertThat(dry.get("calls").get(0).get("phase").asString()).isEqualTo("CONFIRM");
        assertThat(dry.get("position").asInt()).isEqualTo(6);
        String branch = dry.get("calls").get(0).get("branchId").asString();
        act(parked, "{\"action\": \"RETRY\", \"reason\": \"is it up?\", \"position\": 6}", 200);
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        kinds(json.readTree(get(TRANSACTIONS + "/" + parked).body()))
                                        .size()
                                == 8);
        act(parked, "{\"action\": \"RESUME\", \"reason\": \"it is up\"}", 200);
        await().atMost(Duration.ofSeconds(20)).until(() -> xids("parked=true"), Set.of(parked)::equals);
        String settle = "{\"action\": \"SETTLE\", \"reason\": \"booked by hand\", \"branchId\": \"" + branch + "\"}";
        act(parked, settle, 200);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> xids("state=CONFIRMED").contains(parked));

        act(undecided, "{\"action\": \"CANCEL\", \"reason\": \"its caller is gone\"}", 200);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> xids("state=CANCELLED").contains(undecided));
        JsonNode story = json.readTree(get(TRANSACTIONS + "/" + undecided).body());
        assertThat(promised.problems(TRANSACTIONS + "/{xid}", 200, story)).isEmpty();
        assertThat(kinds(story)).containsExactly("BEGUN", "REGISTERED", "OPERATOR", "CANCEL", "FINISHED");
        JsonNode acted = story.get("records").get(2).get("detail");
        assertThat(acted.get("reason").asString()).isEqualTo("its caller is gone");
        assertThat(acted.get("operator").asString()).contains("test-ADMIN");
        assertThat(story.get("transaction").get("cause").asString()).isEqualTo("OPERATOR");
    }

    @Test
    void everythingThatIsPromisedIsThere() throws Exception {
        for (String path : promised.paths()) {
            if (!path.endsWith("/stream")) {
                assertThat(get(path.replace("{xid}", undecided)).statusCode())
                        .as(path)
                        .isEqualTo(200);
            }
        }
    }
}
