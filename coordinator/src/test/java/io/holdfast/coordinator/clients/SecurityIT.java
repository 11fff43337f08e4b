// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.coordinator.clients.AdminHttp.Answer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Who gets in at the HTTP port of a real coordinator, and how far. */
class SecurityIT {
    private static final String PASSWORD = "p " + UUID.randomUUID();
    private static final Pattern GENERATED = Pattern.compile("The password of the user admin is (\\S+) ");

    private static CoordinatorProcess coordinator;
    private static AdminHttp admin;
    private static String viewer;
    private static String operator;

    /** One way to call one endpoint. */
    private record Endpoint(String method, String path) {
        boolean isOpen() {
            return (method.equals("GET") && path.startsWith("/actuator/health")) || path.equals("/api/v1/session");
        }

        boolean isForAdmins() {
            return path.startsWith("/api/v1/users") || path.startsWith("/api/v1/tokens");
        }

        boolean isForNobody() {
            return path.startsWith("/error");
        }

        boolean acts() {
            return !method.equals("GET") && !path.startsWith("/api/v1/session");
        }
    }

    @BeforeAll
    static void start() throws Exception {
        coordinator = new CoordinatorProcess(
                FreshDirectory.of("security"),
                "--holdfast.admin.password=" + PASSWORD,
                "--management.endpoints.web.exposure.include=*",
                "--management.endpoint.shutdown.access=unrestricted");
        coordinator.start();
        coordinator.awaitReady();
        admin = new AdminHttp(coordinator);
        assertThat(admin.login("admin", PASSWORD).status()).isEqualTo(200);
        viewer = AdminHttp.makeToken(coordinator, PASSWORD, "VIEWER");
        operator = AdminHttp.makeToken(coordinator, PASSWORD, "OPERATOR");
    }

    @AfterAll
    static void stop() {
        coordinator.close();
    }

    private static AdminHttp nobody() {
        return new AdminHttp(coordinator);
    }

    /** What the running coordinator itself says that it serves: a new endpoint is asked as soon as there is one. */
    private static List<Endpoint> endpoints() throws Exception {
        List<Endpoint> endpoints = new ArrayList<>();
        JsonNode contexts = admin.get("/actuator/mappings").json().path("contexts");
        for (JsonNode mapping : contexts.findPath("dispatcherServlet")) {
            JsonNode conditions = mapping.path("details").path("requestMappingConditions");
            for (JsonNode pattern : conditions.path("patterns")) {
                String path = pattern.asString().replaceAll("\\{[^}]*}|\\*\\*", "x");
                for (JsonNode method : conditions.path("methods")) {
                    endpoints.add(new Endpoint(method.asString(), path));
                }
                if (conditions.path("methods").isEmpty()) {
                    endpoints.add(new Endpoint("GET", path));
                    endpoints.add(new Endpoint("POST", path));
                }
            }
        }
        return endpoints;
    }

    @Test
    void noEndpointServesThoseWhoMayNot() throws Exception {
        List<Endpoint> endpoints = endpoints();
        assertThat(endpoints)
                .contains(
                        new Endpoint("POST", "/api/v1/session"),
                        new Endpoint("DELETE", "/api/v1/tokens/x"),
                        new Endpoint("POST", "/actuator/shutdown"),
                        new Endpoint("GET", "/actuator/env"))
                .hasSizeGreaterThan(25);
        for (Endpoint endpoint : endpoints) {
            if (!endpoint.isOpen()) {
                assertRefused(nobody(), 401, endpoint);
                assertRefused(nobody().withoutCsrf(), 401, endpoint);
            }
            assertRefused(nobody().withToken("hft_" + "x".repeat(43)), 401, endpoint);
            assertRefused(nobody().withToken(""), 401, endpoint);
            if (endpoint.acts() || endpoint.isForAdmins() || endpoint.isForNobody()) {
                assertRefused(nobody().withToken(viewer), 403, endpoint);
            }
            if (endpoint.isForAdmins() || endpoint.isForNobody()) {
                assertRefused(nobody().withToken(operator), 403, endpoint);
            }
        }
    }

    private static void assertRefused(AdminHttp client, int status, Endpoint endpoint) throws Exception {
        Answer answer = client.send(
                endpoint.method(), endpoint.path(), endpoint.method().equals("GET") ? null : "{}");
        // Whoever forges a request without a session or a token is told of the one or the other.
        boolean csrf =
                status == 401 && answer.status() == 403 && !endpoint.method().equals("GET");
        assertThat(csrf || answer.status() == status)
                .as("%s was answered with %s", endpoint, answer)
                .isTrue();
        assertThat(answer.header("Content-Type")).as("%s", endpoint).startsWith("application/problem+json");
        assertThat(answer.text("detail")).as("%s", endpoint).isNotEmpty();
        assertThat(answer.text("cure")).as("%s", endpoint).isNotEmpty();
    }

    @Test
    void noEndpointRefusesThoseWhoMayLook() throws Exception {
        for (Endpoint endpoint : endpoints()) {
            boolean looks = endpoint.method().equals("GET") && !endpoint.isForNobody() && !endpoint.isForAdmins();
            if (looks && !endpoint.path().contains("threaddump")) {
                Answer answer = nobody().withToken(viewer).get(endpoint.path());
                assertThat(answer.status()).as("%s", endpoint).isNotIn(401, 403, 500, 503);
            }
        }
    }

    @Test
    void pagesAreOpenAndWhatIsNoPageIsNot() throws Exception {
        assertThat(nobody().get("/no-such-page").status()).isEqualTo(404);
        assertThat(nobody().send("POST", "/no-such-page", "{}").status()).isIn(401, 403);
        assertThat(nobody().get("/api/v1/no-such-thing").status()).isEqualTo(401);
        assertThat(nobody().withToken(viewer).get("/api/v1/no-such-thing").status())
                .isEqualTo(404);
        for (String trick : List.of(
                "/api/v1/users/",
                "//api/v1/users",
                "/x/../api/v1/users",
                "/api/v1/users;x=1",
                "/API/v1/users",
                "/api/v1/%75sers",
                "/api%2fv1%2fusers",
                "/actuator/env/",
                "/./actuator/env")) {
            assertThat(nobody().get(trick).status()).as(trick).isIn(400, 401, 403, 404);
        }
    }

    @Test
    void healthIsOpenAndItsDetailsAreNot() throws Exception {
        Answer plain = nobody().get("/actuator/health/readiness");
        assertThat(plain.text("status")).isEqualTo("UP");
        assertThat(plain.json().toString()).doesNotContain("lane");
        Answer detailed = nobody().withToken(viewer).get("/actuator/health/readiness");
        assertThat(detailed.json().toString()).contains("lane-0");
    }

    @Test
    void everyAnswerTellsTheBrowserToBeCareful() throws Exception {
        for (String path : List.of("/", "/api/v1/session", "/actuator/health", "/api/v1/users")) {
            Answer answer = nobody().get(path);
            assertThat(answer.header("Content-Security-Policy"))
                    .contains("script-src 'self';", "frame-ancestors 'none'", "object-src 'none'");
            assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
            assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
            assertThat(answer.header("Cache-Control"))
                    .as("pages are kept, and asked for again")
                    .contains(path.equals("/") ? "no-cache" : "no-store");
            assertThat(answer.header("Strict-Transport-Security"))
                    .as("not over HTTP")
                    .isEmpty();
        }
    }

    @Test
    void sessionBeginsWithALoginAndEndsWithALogout() throws Exception {
        AdminHttp browser = nobody();
        assertThat(browser.get("/api/v1/session").json().path("username").isNull())
                .isTrue();
        assertThat(browser.cookie("holdfast-session"))
                .as("nobody has a session")
                .isNull();
        Answer login = browser.login("admin", PASSWORD);
        assertThat(login.json().path("roles").toString()).isEqualTo("[\"VIEWER\",\"OPERATOR\",\"ADMIN\"]");
        assertThat(login.headers().allValues("Set-Cookie"))
                .anyMatch(cookie -> cookie.startsWith("holdfast-session-" + coordinator.httpPort() + "=")
                        && cookie.contains("HttpOnly")
                        && cookie.contains("SameSite=Strict"))
                .anyMatch(cookie -> cookie.startsWith("XSRF-TOKEN=")
                        && cookie.contains("SameSite=Strict")
                        && !cookie.contains("HttpOnly"));
        assertThat(browser.get("/api/v1/session").text("username")).isEqualTo("admin");
        String before = browser.cookie("holdfast-session");
        assertThat(browser.login("admin", PASSWORD).status()).isEqualTo(200);
        assertThat(browser.cookie("holdfast-session"))
                .as("a login makes a new session")
                .isNotEqualTo(before);
        assertThat(browser.get("/api/v1/users").status()).isEqualTo(200);
        assertThat(browser.send("DELETE", "/api/v1/session", null).status()).isEqualTo(204);
        assertThat(browser.get("/api/v1/users").status()).isEqualTo(401);
        assertThat(browser.get("/api/v1/session").json().path("username").isNull())
                .isTrue();
    }

    @Test
    void anotherSitesPageCannotActWithOnesSession() throws Exception {
        AdminHttp browser = nobody();
        browser.login("admin", PASSWORD);
        browser.withoutCsrf();
        String wish = "{\"name\":\"forged\",\"role\":\"ADMIN\"}";
        Answer forged = browser.send("POST", "/api/v1/tokens", wish);
        assertThat(forged.status()).isEqualTo(403);
        assertThat(forged.text("cure")).contains("X-XSRF-TOKEN");
        assertThat(browser.send("DELETE", "/api/v1/session", null).status()).isEqualTo(403);
        assertThat(admin.get("/api/v1/tokens").json().toString()).doesNotContain("forged");
        String form = "{\"username\":\"admin\",\"password\":\"" + PASSWORD + "\"}";
        assertThat(nobody().send("POST", "/api/v1/session", "text/plain", form.getBytes(StandardCharsets.UTF_8))
                        .status())
                .as("a login as another site can send it")
                .isEqualTo(415);
    }

    @Test
    void userHasTheRightsOfHisRoleUntilTheyChange() throws Exception {
        String alice = "{\"name\":\"alice\",\"password\":\"alice likes tea\",\"role\":\"OPERATOR\"}";
        assertThat(admin.send("POST", "/api/v1/users", alice).status()).isEqualTo(201);
        assertThat(admin.send("POST", "/api/v1/users", alice).status()).isEqualTo(409);
        AdminHttp browser = nobody();
        assertThat(browser.login("alice", "alice likes coffee").status()).isEqualTo(401);
        assertThat(browser.login("alice", "alice likes tea").status()).isEqualTo(200);
        assertThat(browser.get("/api/v1/users").status()).isEqualTo(403);

        AdminHttp other = nobody();
        assertThat(other.login("alice", "alice likes tea").status()).isEqualTo(200);
        String wish = "{\"current\":\"alice likes tea\",\"password\":\"alice likes coffee\"}";
        assertThat(browser.send("PUT", "/api/v1/session/password", wish).status())
                .isEqualTo(200);
        assertThat(browser.get("/actuator/info").status()).as("goes on").isEqualTo(200);
        assertThat(other.get("/actuator/info").status())
                .as("has to log in again")
                .isEqualTo(401);

        assertThat(admin.send("PUT", "/api/v1/users/alice", "{\"role\":\"ADMIN\"}")
                        .status())
                .isEqualTo(200);
        assertThat(browser.get("/actuator/info").status()).isEqualTo(401);
        assertThat(browser.login("alice", "alice likes coffee").status()).isEqualTo(200);
        assertThat(browser.get("/api/v1/users").json().toString()).doesNotContain("bcrypt");
        assertThat(browser.send("DELETE", "/api/v1/users/alice", null).status())
                .as("oneself")
                .isEqualTo(409);
        assertThat(admin.send("DELETE", "/api/v1/users/alice", null).status()).isEqualTo(204);
        assertThat(browser.get("/actuator/info").status()).isEqualTo(401);
        assertThat(browser.login("alice", "alice likes coffee").status()).isEqualTo(401);
    }

    @Test
    void passwordOfTheSettingsIsChangedThere() throws Exception {
        String wish = "{\"current\":\"" + PASSWORD + "\",\"password\":\"another password\"}";
        Answer refused = admin.send("PUT", "/api/v1/session/password", wish);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text("cure")).contains("holdfast.admin.password");
    }

    @Test
    void tokenIsShownOnceAndWorksUntilItIsRevoked() throws Exception {
        Answer made = admin.send("POST", "/api/v1/tokens", "{\"name\":\"ci\",\"role\":\"VIEWER\"}");
        String secret = made.text("token");
        assertThat(secret).matches("hft_[A-Za-z0-9_-]{43}");
        assertThat(admin.get("/api/v1/tokens").json().toString())
                .contains("\"ci\"")
                .doesNotContain(secret);
        assertThat(nobody().withToken(secret).get("/actuator/info").status()).isEqualTo(200);
        assertThat(nobody().withToken(secret).get("/api/v1/session").text("username"))
                .isEqualTo("token:ci");
        assertThat(admin.send("DELETE", "/api/v1/tokens/" + made.text("id"), null)
                        .status())
                .isEqualTo(204);
        assertThat(nobody().withToken(secret).get("/actuator/info").status()).isEqualTo(401);
        assertThat(admin.send("DELETE", "/api/v1/tokens/" + made.text("id"), null)
                        .status())
                .isEqualTo(404);
    }

    @Test
    void wrongInputIsRefusedByItsField() throws Exception {
        for (String[] wrong : new String[][] {
            {"/api/v1/tokens", "{\"role\":\"VIEWER\"}", "name"},
            {"/api/v1/tokens", "{\"name\":\"a\\nb\",\"role\":\"VIEWER\"}", "name"},
            {"/api/v1/tokens", "{\"name\":\"a\",\"role\":\"ROOT\"}", "role"},
            {"/api/v1/tokens", "{\"name\":\"a\",\"role\":\"VIEWER\",\"expiresAt\":\"tomorrow\"}", "expiresAt"},
            {
                "/api/v1/tokens",
                "{\"name\":\"a\",\"role\":\"VIEWER\",\"expiresAt\":\"2020-01-01T00:00:00Z\"}",
                "expiresAt"
            },
            {"/api/v1/users", "{\"name\":\"a\",\"role\":\"VIEWER\",\"password\":\"short\"}", "password"},
            {"/api/v1/users", "{\"name\":\"a\",\"role\":\"VIEWER\"}", "password"},
            {"/api/v1/users", "{\"name\":\"<b>\",\"role\":\"VIEWER\",\"password\":\"long enough\"}", "name"},
        }) {
            Answer answer = admin.send("POST", wrong[0], wrong[1]);
            assertThat(answer.status()).as(wrong[1]).isEqualTo(400);
            assertThat(answer.text("field")).as(wrong[1]).isEqualTo(wrong[2]);
            assertThat(answer.text("detail")).doesNotContain("short");
        }
        assertThat(admin.send("POST", "/api/v1/users", "{\"name\":").status()).isEqualTo(400);
        assertThat(admin.send("POST", "/api/v1/users", " ".repeat(70_000)).status())
                .isEqualTo(413);
    }

    @Test
    void generatedPasswordIsPrintedAtTheFirstStartOnly() throws Exception {
        try (CoordinatorProcess fresh = new CoordinatorProcess(FreshDirectory.of("first-password"))) {
            fresh.start();
            fresh.awaitReady();
            fresh.kill9();
            fresh.start();
            fresh.awaitReady();
            String log = Files.readString(fresh.log());
            Matcher printed = GENERATED.matcher(log);
            assertThat(printed.find()).isTrue();
            String password = printed.group(1);
            assertThat(printed.find()).as("once").isFalse();
            assertThat(log.split(Pattern.quote(password), -1))
                    .as("nowhere else")
                    .hasSize(2);
            assertThat(new AdminHttp(fresh).login("admin", password).status()).isEqualTo(200);
        }
    }
}
