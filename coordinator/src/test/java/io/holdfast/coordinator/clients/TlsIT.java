// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.coordinator.clients.AdminHttp.Answer;
import io.holdfast.coordinator.tls.SelfSigned;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** A coordinator with all its secrets set, over TLS and talkative: what it does with them, and that it tells none. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TlsIT {
    private static final String PASSWORD = "p-" + UUID.randomUUID();
    private static final String MISTYPED = "m-" + UUID.randomUUID();
    private static final String SECRET = "s-" + UUID.randomUUID();
    private static final String STORE = "k-" + UUID.randomUUID();
    private static final int API_PORT = CoordinatorProcess.freePort();
    private static final Random RANDOM = new Random(11);

    private static CoordinatorProcess coordinator;
    private static SSLContext trust;
    private static AdminHttp admin;
    private static String token;

    @BeforeAll
    static void start() throws Exception {
        Path directory = FreshDirectory.of("tls");
        SelfSigned identity = SelfSigned.make(directory.resolve("holdfast.p12"), STORE);
        trust = identity.trust();
        coordinator = new CoordinatorProcess(
                directory,
                "--spring.ssl.bundle.jks.holdfast.keystore.location=file:"
                        + identity.file().toAbsolutePath(),
                "--spring.ssl.bundle.jks.holdfast.keystore.password=" + STORE,
                "--server.ssl.bundle=holdfast",
                "--holdfast.seata.ssl-bundle=holdfast",
                "--holdfast.api.ssl-bundle=holdfast",
                "--holdfast.api.port=" + API_PORT,
                "--holdfast.admin.password=" + PASSWORD,
                "--holdfast.seata.access-keys[0].application=shop",
                "--holdfast.seata.access-keys[0].key=shop-1",
                "--holdfast.seata.access-keys[0].secret=" + SECRET,
                "--logging.level.io.holdfast=trace",
                "--logging.level.org.springframework.security=trace",
                "--logging.level.org.springframework.web=trace",
                "--logging.level.org.springframework.boot=debug");
        coordinator.start();
        admin = new AdminHttp(coordinator.httpPort(), trust);
        Awaitility.await("the coordinator is ready, see " + coordinator.log())
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions()
                .until(() -> admin.get("/actuator/health/readiness").status() == 200);
    }

    @AfterAll
    static void stop() {
        coordinator.close();
    }

    @Test
    @Order(1)
    void overTlsCookiesAreSecureAndTheBrowserIsToldToComeBackByTls() throws Exception {
        Answer login = admin.login("admin", PASSWORD);
        assertThat(login.status()).isEqualTo(200);
        assertThat(login.headers().allValues("Set-Cookie"))
                .isNotEmpty()
                .allMatch(cookie -> cookie.contains("Secure") && cookie.contains("SameSite=Strict"));
        assertThat(login.header("Strict-Transport-Security")).contains("max-age=");
        token = admin.send("POST", "/api/v1/tokens", "{\"name\":\"t\",\"role\":\"ADMIN\"}")
                .text("token");
        AdminHttp script = new AdminHttp(coordinator.httpPort(), trust).withToken(token);
        assertThat(script.get("/api/v1/users").status()).isEqualTo(200);
        String bob = "{\"name\":\"bob\",\"password\":\"" + MISTYPED + "\",\"role\":\"VIEWER\"}";
        assertThat(script.send("POST", "/api/v1/users", bob).status()).isEqualTo(201);
    }

    @Test
    @Order(2)
    void theApiSpeaksTls() throws Exception {
        Answer answer = new AdminHttp(API_PORT, trust).get("/v1/transactions/127.0.0.1:8091:4711");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.text("code")).isEqualTo("NOT_FOUND");
    }

    /** No stock client speaks TLS; one with a tunnel beside it need not. */
    @Test
    @Order(2)
    void clientBehindATunnelIsServed() throws Exception {
        ClientVersion version = ClientVersion.SEATA_2_6_0;
        try (TlsTunnel tunnel = new TlsTunnel(trust, coordinator.seataPort());
                ClientProcess client = ClientProcess.startWith(
                        List.of("-Dseata.accesskey=shop-1", "-Dseata.secretkey=" + SECRET),
                        version,
                        version.compileProgram(),
                        new ClientProcess.Settings("tls-shop", "shop", tunnel.address(), false, 15_000),
                        "stock")) {
            client.awaitReady();
            String xid = client.begin(60_000);
            client.enlist(xid, "{\"actionContext\":{}}", "stock");
            assertThat(client.commit(xid)).isEqualTo("Committed");
            assertThat(client.done(xid)).containsExactly("confirm stock");
        }
    }

    /** Seeded: what fails once fails again. */
    @Test
    @Order(3)
    void noBodyOfALoginDoesAnythingElseThanBeingRefused() throws Exception {
        AdminHttp stranger = new AdminHttp(coordinator.httpPort(), trust);
        String right = "{\"username\":\"admin\",\"password\":\"" + MISTYPED + "\"}";
        List<String> types = List.of("application/json", "application/json;charset=utf-16", "text/plain", "x", "*/*");
        for (int i = 0; i < 150; i++) {
            byte[] body =
                    switch (i % 5) {
                        case 0 -> noise(RANDOM.nextInt(2_000));
                        case 1 -> "[".repeat(1 + RANDOM.nextInt(60_000)).getBytes(StandardCharsets.UTF_8);
                        case 2 ->
                            right.substring(0, RANDOM.nextInt(right.length())).getBytes(StandardCharsets.UTF_8);
                        case 3 ->
                            right.replaceFirst(
                                            "\"admin\"",
                                            List.of("null", "1e9999", "{}", "[\"admin\"]", "\"\\u0000\"")
                                                    .get(RANDOM.nextInt(5)))
                                    .getBytes(StandardCharsets.UTF_8);
                        default -> mutated(right.getBytes(StandardCharsets.UTF_8));
                    };
            String type = types.get(i < 100 ? 0 : RANDOM.nextInt(types.size()));
            Answer answer = stranger.send("POST", "/api/v1/session", type, body);
            assertThat(answer.status()).as("body %d", i).isIn(400, 401, 413, 415, 429);
            assertThat(answer.text("detail")).as("body %d: %s", i, answer).isNotEmpty();
        }
        assertThat(stranger.cookie("holdfast-session")).isNull();
    }

    private static byte[] noise(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    private static byte[] mutated(byte[] bytes) {
        for (int edits = 1 + RANDOM.nextInt(4); edits > 0; edits--) {
            bytes[RANDOM.nextInt(bytes.length)] = (byte) RANDOM.nextInt(256);
        }
        return bytes;
    }

    @Test
    @Order(4)
    void whoGuessesHasToWait() throws Exception {
        AdminHttp stranger = new AdminHttp(coordinator.httpPort(), trust);
        Answer answer = stranger.login("admin", MISTYPED);
        for (int i = 0; i < 15 && answer.status() != 429; i++) {
            assertThat(answer.status()).isEqualTo(401);
            answer = stranger.login("admin", MISTYPED);
        }
        assertThat(answer.status()).isEqualTo(429);
        assertThat(Integer.parseInt(answer.header("Retry-After"))).isBetween(1, 60);
        assertThat(admin.get("/api/v1/users").status()).as("who is in, is").isEqualTo(200);
    }

    @Test
    @Order(5)
    void noSecretIsInTheLog() throws Exception {
        String log = Files.readString(coordinator.log());
        assertThat(log).contains("Listening for Seata clients on 127.0.0.1:" + coordinator.seataPort() + " (TLS)");
        assertThat(log).as("it was talkative").contains("TRACE").contains("token:t");
        String session = admin.cookie("holdfast-session");
        for (String secret : List.of(PASSWORD, MISTYPED, SECRET, STORE, token, session, "$2a$10$")) {
            assertThat(log.indexOf(secret)).as("where the log says %s", secret).isEqualTo(-1);
        }
    }
}
