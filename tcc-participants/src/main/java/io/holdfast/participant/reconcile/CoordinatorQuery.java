// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.reconcile;

import io.holdfast.participant.guard.Phase;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Asks a coordinator how a transaction stands, by {@code GET /v1/transactions/<xid>} of its API. Holds the HTTP client and
 * no other state; blocks the calling thread for a few seconds at most.
 */
public final class CoordinatorQuery {

    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private final URI coordinator;
    private final Json json;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT)
            .build();

    /** Asks at that address: scheme, host and port, perhaps a path before {@code /v1}. */
    public CoordinatorQuery(URI coordinator, Json json) {
        this.coordinator = coordinator;
        this.json = json;
    }

    /**
     * Asks for one transaction.
     *
     * @throws InterruptedException if the thread shall end
     */
    public Standing ask(String xid) throws InterruptedException {
        String base = coordinator.toString().replaceAll("/+$", "");
        String path = "/v1/transactions/"
                + URLEncoder.encode(xid, StandardCharsets.UTF_8)
                        .replace("+", "%20")
                        .replace("%3A", ":");
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(base + path))
                    .timeout(ANSWER)
                    .build();
            return standing(xid, http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            return new Standing.NoAnswer(e.toString(), false);
        }
    }

    private Standing standing(String xid, HttpResponse<String> answer) {
        int status = answer.statusCode();
        if (status != 200 && status != 404) {
            return new Standing.NoAnswer("HTTP " + status);
        }
        Map<?, ?> body;
        try {
            body = (Map<?, ?>) json.read(answer.body(), Map.class);
        } catch (RuntimeException noJson) { // whatever the JSON library throws
            return new Standing.NoAnswer("HTTP " + status + " without JSON");
        }
        if (body == null) {
            return new Standing.NoAnswer("HTTP " + status + " without a body");
        }
        if (status == 404) {
            // A proxy, or another server, says 404 as well.
            return "NOT_FOUND".equals(body.get("code"))
                    ? new Standing.Unknown()
                    : new Standing.NoAnswer("HTTP 404, and not a coordinator's");
        }
        if (!xid.equals(body.get("xid"))) {
            return new Standing.NoAnswer("the answer is for " + body.get("xid"));
        }
        return switch (String.valueOf(body.get("status"))) {
            case "TRYING" -> new Standing.Undecided();
            case "CONFIRMING", "CONFIRMED" -> new Standing.Decided(Phase.CONFIRM, branches(body));
            case "CANCELLING", "CANCELLED" -> new Standing.Decided(Phase.CANCEL, branches(body));
            default -> new Standing.NoAnswer("status " + body.get("status") + " is not known here");
        };
    }

    private static Set<Long> branches(Map<?, ?> body) {
        Set<Long> ids = new HashSet<>();
        if (body.get("branches") instanceof List<?> branches) {
            for (Object branch : branches) {
                if (branch instanceof Map<?, ?> one) {
                    ids.add(Long.valueOf(String.valueOf(one.get("branchId"))));
                }
            }
        }
        return ids;
    }
}
