// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.coordinator.log.JdbcLogSettings;
import io.holdfast.coordinator.log.JdbcTransactionLog;
import io.holdfast.sql.testing.MySqlServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How soon a coordinator that was killed is back, or replaced, when it leaves {@code -Dopen} transactions open, of which half
 * are to be confirmed at participants that are away. Prints what it takes.
 */
@Tag("long")
final class RecoveryAtScaleIT {
    private static final int OPEN = Integer.getInteger("open", 50_000);
    private static final int SHARED_LANES = 12;
    private static final Duration LEASE = Duration.ofSeconds(5);
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final List<String> AS_IN_PRODUCTION =
            List.of("-Xmx1g", "-XX:TieredStopAtLevel=4", "-XX:-UseSerialGC", "-XX:+UseG1GC");

    private static final Pattern LANE = Pattern.compile(": lane (\\d+) (serves|halts|is another)");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @Test
    void anEmbeddedCoordinatorThatWasKilledIsBackInSeconds() throws Exception {
        Path directory = FreshDirectory.of("recovery-embedded");
        Path data = Files.createDirectories(directory.resolve("data"));
        try (JdbcTransactionLog log =
                JdbcTransactionLog.embedded(data.resolve("holdfast.db"), "writer", System::currentTimeMillis)) {
            OpenTransactions.write(log, 1, OPEN);
        }
        int api = CoordinatorProcess.freePort();
        try (CoordinatorProcess node = new CoordinatorProcess(directory, "--holdfast.api.port=" + api)) {
            node.startWith(AS_IN_PRODUCTION);
            node.awaitReady();
            node.kill9();
            long started = System.nanoTime();
            node.startWith(AS_IN_PRODUCTION);
            node.awaitReady();
            Duration back = since(started);
            Duration asked = askEveryLane(api);
            print(
                    node,
                    "embedded: started again, and serving after " + back.toMillis() + " ms; a question then took at"
                            + " most " + asked.toMillis() + " ms");
            assertThat(back).isLessThan(LONG);
        }
    }

    @Test
    void theLanesOfADeadNodeAreServedByTheOtherOneInSeconds() throws Exception {
        try (MySqlServer database = MySqlServer.start()) {
            JdbcLogSettings settings = new JdbcLogSettings(
                    database.jdbcUrl("holdfast"), database.user(), database.password(), Duration.ofSeconds(30));
            try (JdbcTransactionLog log = JdbcTransactionLog.shared(settings, "writer", System::currentTimeMillis)) {
                OpenTransactions.write(log, SHARED_LANES, OPEN);
            }
            int api = CoordinatorProcess.freePort();
            try (CoordinatorProcess first = member(database, "first", CoordinatorProcess.freePort());
                    CoordinatorProcess second = member(database, "second", api)) {
                long started = System.nanoTime();
                first.startWith(AS_IN_PRODUCTION);
                first.awaitReady();
                System.out.println("shared: started alone, and serving all after "
                        + since(started).toMillis() + " ms");
                started = System.nanoTime();
                second.startWith(AS_IN_PRODUCTION);
                awaitLanes(second, SHARED_LANES / 2);
                System.out.println("shared: another one started, and serving half after "
                        + since(started).toMillis() + " ms");
                started = System.nanoTime();
                first.kill9();
                awaitLanes(second, SHARED_LANES);
                Duration replaced = since(started);
                Duration asked = askEveryLane(api);
                print(
                        second,
                        "shared: a node with half of them killed, its lanes served after " + replaced.toMillis()
                                + " ms, the lease of " + LEASE.toMillis() + " ms included; a question then took at"
                                + " most " + asked.toMillis() + " ms");
                assertThat(replaced).isLessThan(LONG);
            }
        }
    }

    private static CoordinatorProcess member(MySqlServer database, String name, int api) throws IOException {
        return new CoordinatorProcess(
                FreshDirectory.of("recovery-" + name),
                "--holdfast.log.url=" + database.jdbcUrl("holdfast"),
                "--holdfast.log.username=" + database.user(),
                "--holdfast.log.password=" + database.password(),
                "--holdfast.cluster.port=" + CoordinatorProcess.freePort(),
                "--holdfast.cluster.lease=" + LEASE.toMillis() + "ms",
                "--holdfast.api.port=" + api);
    }

    private static void awaitLanes(CoordinatorProcess node, int count) {
        Awaitility.await("the node serves " + count + " lanes, see " + node.log())
                .atMost(LONG)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> served(node) == count);
    }

    /** Taken, and recovered: only then a lane is said to serve. */
    private static long served(CoordinatorProcess node) throws IOException {
        Map<String, Boolean> serving = new TreeMap<>();
        for (String line : node.logLines()) {
            Matcher said = LANE.matcher(line);
            if (said.find()) {
                serving.put(said.group(1), said.group(2).equals("serves"));
            }
        }
        return serving.values().stream().filter(yes -> yes).count();
    }

    /**
     * How long it took the slowest: whatever the lanes do beside, they still answer. A database that is too slow for all
     * the failed attempts, which are written down, may have a lane halt, and then the question is asked again.
     */
    private static Duration askEveryLane(int api) {
        Duration slowest = Duration.ZERO;
        for (int i = 0; i < 4 * SHARED_LANES; i++) {
            URI uri = URI.create("http://127.0.0.1:" + api + "/v1/transactions?idempotencyKey=K-" + i);
            long asked = System.nanoTime();
            Awaitility.await("an answer to " + uri)
                    .atMost(LONG)
                    .pollDelay(Duration.ZERO)
                    .until(
                            () -> HTTP.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
                                    .statusCode(),
                            status -> status == 404);
            Duration took = since(asked);
            slowest = took.compareTo(slowest) > 0 ? took : slowest;
        }
        return slowest;
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    private static void print(CoordinatorProcess node, String figures) throws IOException {
        System.out.println(figures);
        List<String> lines = node.logLines();
        lines.stream()
                .filter(line -> line.contains("unfinished transactions recovered in"))
                .forEach(System.out::println);
        long halts = lines.stream()
                .filter(line -> line.contains(" halts and will recover"))
                .count();
        System.out.println("lanes halted: " + halts);
    }
}
