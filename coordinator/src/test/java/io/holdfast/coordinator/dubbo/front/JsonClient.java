// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.dubbo.front;

import io.holdfast.api.Begin;
import io.holdfast.api.Begun;
import io.holdfast.api.BranchOutcome;
import io.holdfast.api.BranchRegistration;
import io.holdfast.api.Decide;
import io.holdfast.api.Outcome;
import io.holdfast.api.Query;
import io.holdfast.api.RegisteredBranch;
import io.holdfast.api.Status;
import io.holdfast.api.Submission;
import io.holdfast.api.Transactions;
import io.holdfast.api.TransactionsException;
import io.holdfast.api.TransactionsException.Code;
import io.holdfast.api.TryOutcome;
import io.holdfast.api.Wait;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The API as somebody sees it who has nothing but HTTP and JSON. */
final class JsonClient implements Transactions {
    private final HttpClient http = HttpClient.newHttpClient();
    private final JsonMapper json = new JsonMapper();
    private final String base;

    /** @param base the address of all transactions */
    JsonClient(String base) {
        this.base = base;
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.timeout(Duration.ofSeconds(60)).build(), BodyHandlers.ofString());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    HttpRequest.Builder post(String path, String body) {
        return HttpRequest.newBuilder(URI.create(base + path))
                .header("Content-Type", "application/json")
                .header("traceparent", TransactionsContract.TRACE_PARENT)
                .POST(BodyPublishers.ofString(body));
    }

    private JsonNode value(HttpRequest.Builder request) throws TransactionsException {
        HttpResponse<String> response = send(request);
        JsonNode value = json.readTree(response.body());
        if (response.statusCode() != 200) {
            Code code = Code.valueOf(value.get("code").asString());
            String field = value.has("field") ? value.get("field").asString() : null;
            String message = value.get("message").asString();
            throw new TransactionsException(
                    code, field, field == null ? message : message.substring(field.length() + 2));
        }
        return value;
    }

    @Override
    public Outcome submit(Submission submission) throws TransactionsException {
        return outcome(value(post("", json.writeValueAsString(submission))));
    }

    @Override
    public Begun begin(Begin begin) throws TransactionsException {
        return new Begun(
                value(post("/begin", json.writeValueAsString(begin))).get("xid").asString());
    }

    @Override
    public RegisteredBranch registerBranch(BranchRegistration registration) throws TransactionsException {
        JsonNode value =
                value(post(path(registration.xid()) + "/branches", json.writeValueAsString(registration.branch())));
        return new RegisteredBranch(
                value.get("xid").asString(),
                Long.parseLong(value.get("branchId").asString()));
    }

    @Override
    public Outcome commit(Decide decide) throws TransactionsException {
        return outcome(value(post(path(decide.xid()) + "/commit", how(decide))));
    }

    @Override
    public Outcome rollback(Decide decide) throws TransactionsException {
        return outcome(value(post(path(decide.xid()) + "/rollback", how(decide))));
    }

    private String how(Decide decide) {
        if (decide.waitFor() == null) {
            return "";
        }
        Map<String, Object> how = new LinkedHashMap<>();
        how.put("waitFor", decide.waitFor());
        how.put("waitMillis", decide.waitMillis());
        return json.writeValueAsString(how);
    }

    @Override
    public Outcome status(Query query) throws TransactionsException {
        return outcome(value(HttpRequest.newBuilder(URI.create(base + name(query.xid(), query.idempotencyKey())))));
    }

    @Override
    public Outcome await(Wait wait) throws TransactionsException {
        String name = name(wait.xid(), wait.idempotencyKey());
        return outcome(value(HttpRequest.newBuilder(URI.create(base + name + (name.startsWith("?") ? "&" : "?")
                + "waitFor=" + wait.waitFor() + "&waitMillis=" + wait.waitMillis()))));
    }

    private static String name(String xid, String key) {
        return key == null ? path(xid) : "?idempotencyKey=" + URLEncoder.encode(key, StandardCharsets.UTF_8);
    }

    private static String path(String xid) {
        return "/" + xid.replace(" ", "%20");
    }

    private static Outcome outcome(JsonNode value) {
        List<BranchOutcome> branches = new ArrayList<>();
        for (JsonNode branch : value.get("branches")) {
            branches.add(new BranchOutcome(
                    branch.get("name").asString(),
                    Long.parseLong(branch.get("branchId").asString()),
                    TryOutcome.valueOf(branch.get("tryOutcome").asString()),
                    branch.get("result").isNull() ? null : branch.get("result").toString(),
                    branch.get("reason").isNull() ? null : branch.get("reason").asString()));
        }
        return new Outcome(
                value.get("xid").asString(),
                Status.valueOf(value.get("status").asString()),
                value.get("cause").isNull() ? null : value.get("cause").asString(),
                value.get("retrying").asBoolean(),
                branches);
    }
}
