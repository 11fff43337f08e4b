// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.holdfast.coordinator.clients.ClusterLoad.Shop;
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
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Three coordinators on one MySQL, under load from unmodified Seata clients: one that picks a coordinator at random for
 * every request (1.4.2), and others that ask the one whose address the xid has, as long as it is there.
 */
final class ClusterIT {
    private static final int NODES = 3;
    private static final Duration LEASE = Duration.ofSeconds(2);
    private static final Duration SOON = Duration.ofSeconds(30);

    private static final Pattern XID = Pattern.compile("\"xid\"\\s*:\\s*\"([^\"]+)\"");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static MySqlServer database;
    private static final List<CoordinatorProcess> NODES_UP = new ArrayList<>();

    private static final List<Integer> API_PORTS = new ArrayList<>();

    @BeforeAll
    static void startCluster() throws IOException {
        database = MySqlServer.start();
        for (int i = 0; i < NODES; i++) {
            int apiPort = CoordinatorProcess.freePort();
            API_PORTS.add(apiPort);
            CoordinatorProcess node = new CoordinatorProcess(
                    FreshDirectory.of("cluster-node-" + i),
                    "--holdfast.log.url=" + database.jdbcUrl("holdfast"),
                    "--holdfast.log.username=" + database.user(),
                    "--holdfast.log.password=" + database.password(),
                    "--holdfast.log.timeout=2s",
                    "--holdfast.cluster.port=" + CoordinatorProcess.freePort(),
                    "--holdfast.api.port=" + apiPort,
                    "--holdfast.cluster.lease=" + LEASE.toMillis() + "ms",
                    "--holdfast.phase-two.max-backoff=2s",
                    "--holdfast.phase-two.parked-backoff=2s");
            NODES_UP.add(node);
            node.start();
        }
        NODES_UP.forEach(CoordinatorProcess::awaitReady);
    }

    @AfterAll
    static void stopCluster() {
        NODES_UP.forEach(CoordinatorProcess::close);
        database.close();
    }

    private static ClusterLoad startLoad(int timeoutMillis, ClientVersion second) throws IOException {
        return ClusterLoad.start(
                SOON,
                ClusterLoad.CALLERS,
                timeoutMillis,
                Shop.of(ClientVersion.SEATA_2_6_0, NODES_UP),
                Shop.of(second, NODES_UP));
    }

    @Tag("long")
    @Test
    void aRollingRestartCostsAtMostWhatIsSentAsAPortCloses() throws Exception {
        try (ClusterLoad load = startLoad(15_000, ClientVersion.SEATA_1_4_2)) {
            for (CoordinatorProcess node : NODES_UP) {
                node.stopInOrder(SOON);
                load.awaitFurtherTransactions(50);
                node.start();
                node.awaitReady();
                load.awaitFurtherTransactions(50);
            }
            LoadReport report = load.report("three restarts, one after the other");
            assertThat(report.unansweredTransactions())
                    .as("with a fixed list of addresses nothing tells a client beforehand")
                    .hasSizeLessThanOrEqualTo(NODES * ClusterLoad.CALLERS);
        }
    }

    @Test
    void whateverWasAnsweredHoldsWhenNodesDieOrStandStill() throws Exception {
        try (ClusterLoad load = startLoad(4_000, ClientVersion.SEATA_1_5_2)) {
            NODES_UP.get(0).kill9();
            load.awaitFurtherTransactions(50);
            NODES_UP.get(1).pause();
            // A stock client waits for the paused node as long as for an answer, and hardly gets anything done
            // meanwhile.
            NODES_UP.get(2).liveFor(LEASE.multipliedBy(2));
            NODES_UP.get(0).start();
            NODES_UP.get(1).goOn();
            NODES_UP.get(0).awaitReady();
            load.awaitFurtherTransactions(100);
            database.kill();
            database.restart();
            load.awaitFurtherTransactions(100);
            load.report("one node killed, one paused for twice the lease, the database killed");
        }
    }

    @Test
    void theSameKeyAtAnyNodeIsOneTransactionThatEveryNodeKnows() throws Exception {
        AtomicInteger trys = new AtomicInteger();
        HttpServer participant = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        participant.createContext("/", exchange -> {
            if (exchange.getRequestURI().getPath().endsWith("/try")) {
                trys.incrementAndGet();
            }
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        participant.start();
        try {
            String at = "http://127.0.0.1:" + participant.getAddress().getPort();
            String order = """
                    {"name": "order", "idempotencyKey": "O-1", "waitFor": "COMPLETED", "branches": [{"http":
                      {"tryUrl": "%s/try", "confirmUrl": "%s/confirm", "cancelUrl": "%s/cancel"}, "arguments": {}}]}
                    """.formatted(at, at, at);
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = 0; i < 10 * NODES; i++) {
                answers.add(send(i % NODES, "", HttpRequest.BodyPublishers.ofString(order)));
            }
            Set<String> xids = new TreeSet<>();
            for (CompletableFuture<HttpResponse<String>> answer : answers) {
                assertThat(answer.get(30, TimeUnit.SECONDS).body()).contains("\"CONFIRMED\"");
                xids.add(XID.matcher(answer.join().body())
                        .results()
                        .findFirst()
                        .orElseThrow()
                        .group(1));
            }
            assertThat(xids).hasSize(1);
            assertThat(trys).hasValue(1);
            for (int node = 0; node < NODES; node++) {
                assertThat(send(node, "?idempotencyKey=O-1", null)
                                .get(30, TimeUnit.SECONDS)
                                .body())
                        .contains("\"CONFIRMED\"", xids.iterator().next());
            }
        } finally {
            participant.stop(0);
        }
    }

    private static CompletableFuture<HttpResponse<String>> send(
            int node, String query, HttpRequest.BodyPublisher body) {
        URI uri = URI.create("http://127.0.0.1:" + API_PORTS.get(node) + "/v1/transactions" + query);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("Content-Type", "application/json");
        return HTTP.sendAsync(
                (body == null ? request.GET() : request.POST(body)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
