// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.clients;

import java.io.IOException;
import java.io.InputStream;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Somebody at the coordinator's HTTP port, with cookies of his own as a browser has them. For one thread. */
final class AdminHttp {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final String base;
    private final CookieManager cookies = new CookieManager();
    private final HttpClient http;
    private String token;
    private boolean showsCsrf = true;

    /** An answer; {@link #json} is null if it has no JSON. */
    record Answer(int status, HttpHeaders headers, JsonNode json) {
        String header(String name) {
            return headers.firstValue(name).orElse("");
        }

        String text(String field) {
            return json.path(field).asString();
        }
    }

    /** @param ssl null if the port is plain HTTP */
    AdminHttp(int port, SSLContext ssl) {
        this.base = (ssl == null ? "http" : "https") + "://127.0.0.1:" + port;
        HttpClient.Builder builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
        if (ssl != null) {
            builder.sslContext(ssl);
        }
        this.http = builder.cookieHandler(cookies).build();
    }

    AdminHttp(CoordinatorProcess coordinator) {
        this(coordinator.httpPort(), null);
    }

    /** A token of that role, for whoever asks a coordinator that was started with this password of the admin. */
    static String makeToken(CoordinatorProcess coordinator, String password, String role)
            throws IOException, InterruptedException {
        AdminHttp admin = new AdminHttp(coordinator);
        admin.login("admin", password);
        String wish = JSON.createObjectNode()
                .put("name", "test-" + role)
                .put("role", role)
                .toString();
        return admin.send("POST", "/api/v1/tokens", wish).text("token");
    }

    AdminHttp withToken(String shown) {
        token = shown;
        return this;
    }

    /** What a page of another site would send. */
    AdminHttp withoutCsrf() {
        showsCsrf = false;
        return this;
    }

    String cookie(String prefix) {
        for (HttpCookie cookie : cookies.getCookieStore().getCookies()) {
            if (cookie.getName().startsWith(prefix)) {
                return cookie.getValue();
            }
        }
        return null;
    }

    Answer get(String path) throws IOException, InterruptedException {
        return send("GET", path, "application/json", null);
    }

    /** @param json null: no body */
    Answer send(String method, String path, String json) throws IOException, InterruptedException {
        return send(method, path, "application/json", json == null ? null : json.getBytes(StandardCharsets.UTF_8));
    }

    Answer send(String method, String path, String contentType, byte[] body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Duration.ofSeconds(10))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (body != null) {
            request.header("Content-Type", contentType);
        }
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        String csrf = cookie("XSRF-TOKEN");
        if (csrf != null && showsCsrf) {
            request.header("X-XSRF-TOKEN", csrf);
        }
        HttpResponse<InputStream> response = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream in = response.body()) {
            boolean isJson =
                    response.headers().firstValue("Content-Type").orElse("").contains("json");
            return new Answer(
                    response.statusCode(), response.headers(), isJson ? JSON.readTree(in.readAllBytes()) : null);
        }
    }

    Answer login(String user, String password) throws IOException, InterruptedException {
        return send(
                "POST",
                "/api/v1/session",
                JSON.createObjectNode()
                        .put("username", user)
                        .put("password", password)
                        .toString());
    }
}
