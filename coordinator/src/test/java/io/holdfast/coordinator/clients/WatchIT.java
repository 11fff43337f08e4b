// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.holdfast.coordinator.watch.Expressions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a real coordinator tells those who look after it: metrics, alerts to a receiver that is not well at first, and
 * traces.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class WatchIT {
    private static final String PASSWORD = "a good one, long enough";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String CALLERS_TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String CALLERS_SPAN = "00f067aa0ba902b7";
    private static final String CALLER = "00-" + CALLERS_TRACE + "-" + CALLERS_SPAN + "-01";

    private final HttpClient http = HttpClient.newHttpClient();
    private final JsonMapper json = new JsonMapper();
    private final int apiPort = CoordinatorProcess.freePort();
    private final List<JsonNode> alerts = new CopyOnWriteArrayList<>();
    private final AtomicInteger refusals = new AtomicInteger(2);
    private volatile boolean broken = true;
    private final List<OtlpSpan> spans = new CopyOnWriteArrayList<>();
    /** What participants were told of the trace that their call is a part of, by the path. */
    private final Map<String, String> traceParents = new ConcurrentHashMap<>();

    private CoordinatorProcess coordinator;
    private HttpServer others;
    private String token;

    private String confirmed;
    private String refused;
    private String parked;
    private String undecided;

    @BeforeAll
    void start() throws Exception {
        others = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        others.createContext("/hook", this::receive);
        others.createContext("/traces", call -> {
            spans.addAll(OtlpSpan.of(call.getRequestBody().readAllBytes()));
            call.sendResponseHeaders(200, -1);
            call.close();
        });
        others.createContext("/", call -> {
            String path = call.getRequestURI().getPath();
            traceParents.put(path, call.getRequestHeaders().getFirst("traceparent"));
            boolean fails = path.equals("/break/confirm") && broken;
            call.sendResponseHeaders(path.equals("/refuse/try") ? 409 : fails ? 500 : 200, -1);
            call.close();
        });
        others.start();
        coordinator = new CoordinatorProcess(
                FreshDirectory.of("watch"),
                "--holdfast.api.port=" + apiPort,
                "--holdfast.lanes=2",
                "--holdfast.phase-two.first-backoff=20ms",
                "--holdfast.phase-two.park-after=2",
                "--holdfast.phase-two.parked-backoff=1h",
                "--holdfast.admin.password=" + PASSWORD,
                "--holdfast.alerts.url=" + address() + "/hook",
                "--holdfast.alerts.secret=0123456789abcdef",
                "--holdfast.alerts.undecided-after=1s",
                "--holdfast.traces.url=" + address() + "/traces");
        coordinator.start();
        coordinator.awaitReady();
        token = AdminHttp.makeToken(coordinator, PASSWORD, "OPERATOR");
        confirmed = submit("freeze", "COMPLETED", CALLER);
        refused = submit("refuse", "COMPLETED", null);
        parked = submit("break", "DECIDED", null);
        String slow = "{\"name\": \"slow\", \"application\": \"shop\", \"timeoutMillis\": 600000}";
        undecided = xid(post("/begin", slow, CALLER));
        post(
                "/" + undecided + "/branches",
                "{\"name\": \"stock\", \"http\": {\"confirmUrl\": \"" + address() + "/slow/confirm\", \"cancelUrl\": \""
                        + address() + "/slow/cancel\"}}");
        assertThat(post("", "{}").statusCode()).isEqualTo(400);
        await().atMost(PATIENCE).until(() -> scrape().value("holdfast_branches_parked") == 1);
    }

    private void receive(HttpExchange call) throws IOException {
        byte[] body = call.getRequestBody().readAllBytes();
        boolean taken = refusals.getAndDecrement() <= 0;
        if (taken) {
            json.readTree(body).get("alerts").forEach(alerts::add);
        }
        call.sendResponseHeaders(taken ? 204 : 503, -1);
        call.close();
    }

    @AfterAll
    void stop() {
        others.stop(0);
        coordinator.close();
    }

    private String address() {
        return "http://127.0.0.1:" + others.getAddress().getPort();
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return post(path, body, null);
    }

    private HttpResponse<String> post(String path, String body, String traceParent) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + apiPort + "/v1/transactions" + path);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
        if (traceParent != null) {
            request.header("traceparent", traceParent);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private String xid(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json.readTree(answer.body()).get("xid").asString();
    }

    private String submit(String path, String waitFor, String traceParent) throws Exception {
        String body = """
                {"name": "place-order", "waitFor": "%1$s", "branches": [
                 {"name": "stock", "arguments": {"sku": "S"}, "http": {"tryUrl": "%2$s/try",
                  "confirmUrl": "%2$s/confirm", "cancelUrl": "%2$s/cancel"}}]}""".formatted(waitFor, address() + "/" + path);
        return xid(post("", body, traceParent));
    }

    private Scrape scrape() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(coordinator.httpAddress() + "/actuator/prometheus"))
                .header("Authorization", "Bearer " + token)
                .build();
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        return new Scrape(answer.body());
    }

    private static Set<Scrape.Metric> documented() throws IOException {
        Set<Scrape.Metric> rows = new LinkedHashSet<>();
        for (String line : Files.readAllLines(Expressions.directory().resolveSibling("metrics.md"))) {
            if (line.startsWith("| `holdfast_")) {
                String[] cells = line.replace("`", "").split("\\|", -1);
                Set<String> labels =
                        new TreeSet<>(Arrays.asList(cells[4].strip().split(", ", -1)));
                labels.remove("");
                rows.add(new Scrape.Metric(cells[1].strip(), cells[2].strip(), labels));
            }
        }
        return rows;
    }

    @Test
    void everyMeterHasARowInTheTableAndEveryRowIsAMeter() throws Exception {
        assertThat(scrape().metrics("holdfast_"))
                .containsExactlyInAnyOrderElementsOf(documented())
                .hasSizeGreaterThan(30);
    }

    @Test
    void everyMetricOfTheDashboardAndTheRulesIsThere() throws Exception {
        Set<String> asked = new TreeSet<>(Expressions.metrics());
        assertThat(asked).hasSizeGreaterThan(30);
        asked.removeIf(name -> name.startsWith("jvm_gc_pause_")); // not there before the first pause
        assertThat(scrape().names()).containsAll(asked);
    }

    @Test
    void countsAreWhatHasHappened() throws Exception {
        Scrape now = scrape();
        assertThat(now.value("holdfast_transactions_begun_total")).isEqualTo(4);
        assertThat(now.value("holdfast_transactions_ended_total", "cause", "TRIED"))
                .isEqualTo(1);
        assertThat(now.value("holdfast_transactions_ended_total", "cause", "TRY_REFUSED", "outcome", "CANCELLED"))
                .isEqualTo(1);
        assertThat(now.value("holdfast_transactions_open", "state", "CONFIRMING"))
                .isEqualTo(1);
        assertThat(now.value("holdfast_transactions_open", "state", "TRYING")).isEqualTo(1);
        assertThat(now.value("holdfast_transactions_held")).isEqualTo(2);
        assertThat(now.value("holdfast_transactions_oldest_undecided_seconds")).isPositive();
        assertThat(now.value("holdfast_lanes", "condition", "serving")).isEqualTo(2);
        assertThat(now.value("holdfast_serving")).isEqualTo(1);
        assertThat(now.value("holdfast_log_append_seconds_count")).isGreaterThan(4);
        assertThat(now.value("holdfast_log_size_bytes")).isPositive();
        assertThat(now.value("holdfast_api_calls_total", "face", "http", "code", "ok"))
                .isEqualTo(5);
        assertThat(now.value("holdfast_api_calls_total", "face", "http", "code", "invalid_argument"))
                .isEqualTo(1);
        assertThat(now.value("holdfast_requests_total", "face", "api", "request", "submit"))
                .isEqualTo(3);
        await().atMost(PATIENCE)
                .until(() -> scrape().value("holdfast_calls_total", "phase", "second", "result", "failed") == 2);
        assertThat(scrape().value("holdfast_calls_total", "phase", "try", "result", "done"))
                .as("a refusal is an answer")
                .isEqualTo(3);
    }

    /** The transaction's own first, then those of its calls by their names. */
    private List<OtlpSpan> awaitSpans(String xid, int count) {
        await().atMost(PATIENCE).until(() -> spansOf(xid).size() >= count);
        return spansOf(xid);
    }

    private List<OtlpSpan> spansOf(String xid) {
        return spans.stream()
                .filter(span -> xid.equals(span.attributes().get("holdfast.xid")))
                .sorted(Comparator.comparing((OtlpSpan span) -> span.kind()).thenComparing(OtlpSpan::name))
                .toList();
    }

    @Test
    void oneCallIsOneTraceFromItsCallerToEveryParticipant() {
        List<OtlpSpan> all = awaitSpans(confirmed, 3);
        OtlpSpan transaction = all.get(0);
        assertThat(all).extracting(OtlpSpan::trace).containsOnly(CALLERS_TRACE);
        assertThat(all)
                .extracting(OtlpSpan::name)
                .containsExactly("place-order", "Confirm " + address(), "Try " + address());
        assertThat(all).extracting(OtlpSpan::kind).containsExactly(OtlpSpan.SERVER, OtlpSpan.CLIENT, OtlpSpan.CLIENT);
        assertThat(all).extracting(OtlpSpan::parent).containsExactly(CALLERS_SPAN, transaction.id(), transaction.id());
        assertThat(all).extracting(OtlpSpan::error).containsOnlyNulls();
        assertThat(transaction.events()).containsExactly("COMMIT by TRIED");
        assertThat(transaction.attributes()).containsEntry("holdfast.outcome", "CONFIRMED");
        assertThat(traceParents.get("/freeze/confirm")).startsWith(all.get(1).traceParent());
        assertThat(traceParents.get("/freeze/try")).startsWith(all.get(2).traceParent());
    }

    @Test
    void whoeverIsNotTracedBeginsATraceAndWhatFailedIsSeen() {
        List<OtlpSpan> all = awaitSpans(refused, 3);
        assertThat(all.get(0).parent()).isEmpty();
        assertThat(all.get(0).trace()).isNotEqualTo(CALLERS_TRACE);
        assertThat(all.get(0).attributes())
                .containsEntry("holdfast.outcome", "CANCELLED")
                .containsEntry("holdfast.cause", "TRY_REFUSED");
        assertThat(all.get(2).name()).startsWith("Try ");
        assertThat(all.get(2).error()).isNotEmpty();
        assertThat(spansOf(parked)).as("it has not ended").noneMatch(span -> span.kind() == OtlpSpan.SERVER);
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void whatACallerDrivesByItselfIsATraceOfItsOwnThatNamesTheCallers() {
        List<OtlpSpan> all = awaitSpans(undecided, 2);
        assertThat(all).extracting(OtlpSpan::name).containsExactly("slow", "Cancel " + address());
        assertThat(all.get(0).links()).containsExactly(CALLERS_TRACE + '-' + CALLERS_SPAN);
        assertThat(all.get(0).trace()).isEqualTo(all.get(1).trace()).isNotEqualTo(CALLERS_TRACE);
        assertThat(all.get(1).parent()).isEqualTo(all.get(0).id());
        assertThat(traceParents.get("/slow/cancel")).startsWith(all.get(1).traceParent());
        List<OtlpSpan> tried = awaitSpans(parked, 5);
        assertThat(tried.get(0).events()).containsExactly("COMMIT by TRIED", "parked");
        assertThat(tried.subList(1, 4))
                .extracting(OtlpSpan::error)
                .filteredOn(Objects::nonNull)
                .hasSize(2);
    }

    private List<String> told(String xid, String state) {
        List<String> kinds = new ArrayList<>();
        for (JsonNode alert : alerts) {
            if (alert.get("xid").asString().equals(xid)
                    && alert.get("state").asString().equals(state)) {
                kinds.add(alert.get("kind").asString());
            }
        }
        return kinds;
    }

    @Test
    @Order(Integer.MAX_VALUE - 1) // It ends what the others count.
    void alertsAreToldWhenTheyBeginAndWhenTheyEndAndOnceEach() throws Exception {
        await().atMost(PATIENCE)
                .until(() ->
                        told(parked, "BEGUN").size() + told(undecided, "BEGUN").size() == 2);
        assertThat(told(parked, "BEGUN")).containsExactly("BRANCH_PARKED");
        assertThat(told(undecided, "BEGUN")).containsExactly("TRANSACTION_UNDECIDED");
        JsonNode branch = alerts.stream()
                .filter(alert -> alert.get("xid").asString().equals(parked))
                .findFirst()
                .orElseThrow();
        assertThat(branch.get("participant").asString()).isEqualTo(address());
        assertThat(branch.get("name").asString()).isEqualTo("place-order");
        assertThat(branch.get("message").asString()).contains("500");
        assertThat(scrape().value("holdfast_alerts_failures_total")).isEqualTo(2);

        broken = false;
        AdminHttp operator = new AdminHttp(coordinator).withToken(token);
        String resume = "{\"action\": \"RESUME\", \"reason\": \"it is up\"}";
        assertThat(operator.send("POST", "/api/v1/transactions/" + parked + "/actions", resume)
                        .status())
                .isEqualTo(200);
        assertThat(post("/" + undecided + "/rollback", "").statusCode()).isEqualTo(200);
        await().atMost(PATIENCE)
                .until(() ->
                        told(parked, "ENDED").size() + told(undecided, "ENDED").size() == 2);
        assertThat(alerts).hasSize(4);
        assertThat(scrape().value("holdfast_branches_parked")).isZero();
        assertThat(scrape().value("holdfast_transactions_oldest_undecided_seconds"))
                .isZero();
        assertThat(String.join("\n", coordinator.logLines())).doesNotContain("0123456789abcdef");
    }
}
