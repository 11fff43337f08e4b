// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import io.holdfast.coordinator.watch.Alert.Kind;
import io.holdfast.coordinator.watch.Alert.State;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Alerts on their way to a real receiver, which is not always well. */
class WebhookTest {
    private static final String SECRET = "a secret of some length";

    private record Post(String delivery, String attempt, String timestamp, String signature, String body) {
        JsonNode json() {
            return new JsonMapper().readTree(body);
        }

        List<String> ids() {
            List<String> ids = new ArrayList<>();
            json().get("alerts").forEach(one -> ids.add(one.get("id").asString()));
            return ids;
        }
    }

    private final List<Post> posts = new CopyOnWriteArrayList<>();
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private volatile IntUnaryOperator status = number -> 204;
    private final HttpServer receiver = receiver();
    private final Webhook webhook = new Webhook(
            new AlertsSettings("http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook", SECRET, null),
            "node-1",
            System::currentTimeMillis,
            Duration.ofMillis(5));

    private HttpServer receiver() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/hook", call -> {
                posts.add(new Post(
                        call.getRequestHeaders().getFirst("Holdfast-Delivery"),
                        call.getRequestHeaders().getFirst("Holdfast-Attempt"),
                        call.getRequestHeaders().getFirst("Holdfast-Timestamp"),
                        call.getRequestHeaders().getFirst("Holdfast-Signature"),
                        new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
                int answer = status.applyAsInt(posts.size());
                if (answer == 302) {
                    call.getResponseHeaders().set("Location", "/hook");
                }
                call.sendResponseHeaders(answer, -1);
                call.close();
            });
            server.start();
            return server;
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @AfterEach
    void stop() {
        webhook.close();
        receiver.stop(0);
    }

    private static Alert alert(int number) {
        return new Alert(
                "branch-parked:" + number, Kind.BRANCH_PARKED, State.BEGUN, 0, 0, "x:1", "2", "名", "p", "no \"stock\"");
    }

    private void awaitPosts(int count) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> posts.size() >= count
                        && registry.get("holdfast.alerts.waiting").gauge().value() == 0);
    }

    private void start() {
        webhook.bindTo(registry);
        webhook.start();
    }

    @Test
    void whatIsNotTakenIsPostedAgainUntilItIsAndOnceOnly() {
        status = number -> number < 3 ? 500 : number == 3 ? 302 : 200;
        start();
        assertThat(webhook.offer(alert(1))).isTrue();
        awaitPosts(4);
        assertThat(posts).hasSize(4);
        assertThat(posts).extracting(Post::delivery).containsOnly(posts.get(0).delivery());
        assertThat(posts).extracting(Post::attempt).containsExactly("1", "2", "3", "4");
        assertThat(posts).allMatch(post -> post.ids().equals(List.of("branch-parked:1")));
        webhook.offer(alert(2));
        awaitPosts(5);
        assertThat(posts.get(4).delivery()).isNotEqualTo(posts.get(0).delivery());
        assertThat(posts.get(4).json().get("alerts").get(0).get("name").asString())
                .isEqualTo("名");
        assertThat(registry.get("holdfast.alerts.failures").functionCounter().count())
                .isEqualTo(3);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> registry.get("holdfast.alerts.delivered")
                                .functionCounter()
                                .count()
                        == 2);
    }

    @Test
    void manyGoTogetherInTheirOrderAndNoMoreWaitThanThereIsRoomFor() {
        int taken = 0;
        while (webhook.offer(alert(taken))) {
            taken++;
        }
        assertThat(taken).isEqualTo(1_000);
        start();
        awaitPosts(10);
        List<String> ids = new ArrayList<>();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> posts.stream().mapToInt(post -> post.ids().size()).sum() == 1_000);
        posts.forEach(post -> ids.addAll(post.ids()));
        for (int number = 0; number < taken; number++) {
            assertThat(ids.get(number)).isEqualTo("branch-parked:" + number);
        }
        assertThat(posts).hasSizeLessThan(20);
    }

    /** What docs/alerts.md says to check the signature with. */
    @ParameterizedTest
    @ValueSource(strings = {"check_alert.py", "check-alert.sh"})
    void signatureIsWhatTheDocumentedExamplesExpect(String program) throws Exception {
        String needed = program.endsWith(".py") ? "python3" : "openssl";
        assumeTrue(isOnThePath(needed), needed + " is not on the PATH: " + program + " is not tested");
        start();
        webhook.offer(alert(1));
        awaitPosts(1);
        Post post = posts.get(0);
        assertThat(checks(program, post.timestamp(), post.signature(), post.body()))
                .isEqualTo("genuine");
        String later = Long.toString(Long.parseLong(post.timestamp()) + 1);
        assertThat(checks(program, later, post.signature(), post.body())).startsWith("forged");
        String changed = post.body().replace("x:1", "x:9");
        assertThat(checks(program, post.timestamp(), post.signature(), changed)).startsWith("forged");
    }

    private static boolean isOnThePath(String program) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(directory -> new File(directory, program).canExecute());
    }

    private static String checks(String program, String timestamp, String signature, String body) throws Exception {
        Path file = Path.of(System.getProperty("basedir", ""), "..", "docs", "monitoring", program);
        String interpreter = program.endsWith(".py") ? "python3" : "sh";
        ProcessBuilder builder = new ProcessBuilder(interpreter, file.toString(), timestamp, signature);
        builder.environment().put("HOLDFAST_ALERTS_SECRET", SECRET);
        Process process = builder.redirectErrorStream(true).start();
        process.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return said.strip();
    }
}
