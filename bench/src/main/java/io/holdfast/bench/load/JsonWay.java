// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.load;

import io.holdfast.sample.api.InventoryAction;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.stream.Collectors;

/** One call as JSON over HTTP/1.1, without any library of ours. */
public final class JsonWay implements Way {
    private static final int UNAWAITED_MILLIS = 3_000;
    private static final String CONFIRMED = "\"status\":\"CONFIRMED\"";

    private final HttpClient http;
    private final URI address;
    private final String branches;

    /** @param branches as JSON, with ORDER for the order's number */
    private JsonWay(String api, String branches) {
        this.http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        this.address = URI.create("http://" + api + "/v1/transactions");
        this.branches = branches;
    }

    /** @param api host:port */
    static JsonWay toDubbo(String api, String participants) {
        return new JsonWay(
                api, PARTS.stream().map(part -> dubbo(part, participants)).collect(Collectors.joining(",")));
    }

    /** One Dubbo participant; {@code participants} is a Dubbo URL. */
    public static JsonWay toOneDubbo(String api, String participants) {
        return new JsonWay(api, dubbo(PARTS.get(0), participants));
    }

    /** One HTTP participant, whose {@code host:port} is given. */
    public static JsonWay toOneHttp(String api, String participant) {
        String url = "\"http://" + participant + "/tcc/plain\"";
        return new JsonWay(
                api,
                "{\"http\":{\"tryUrl\":%s,\"confirmUrl\":%s,\"cancelUrl\":%s},\"arguments\":{\"orderNo\":\"ORDER\",\"quantity\":1}}"
                        .formatted(url, url, url));
    }

    private static String dubbo(String part, String participants) {
        return """
                {"dubbo":{"service":"%s","group":"%s","url":"%s","tryMethod":"freeze"},"arguments":["ORDER","%s",1]}""".formatted(InventoryAction.class.getName(), part, participants, SKU);
    }

    @Override
    public void place(String orderNo) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                http.send(request(orderNo, "COMPLETED", TIMEOUT_MILLIS), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200 || !answer.body().replace(" ", "").contains(CONFIRMED)) {
            throw new IllegalStateException("order " + orderNo + ": " + answer.statusCode() + " " + answer.body());
        }
    }

    /** An order that nobody waits for, with a short deadline; its answer comes once the coordinator has it on disk. */
    public HttpRequest unawaited(String orderNo) {
        return request(orderNo, "ACCEPTED", UNAWAITED_MILLIS);
    }

    private HttpRequest request(String orderNo, String waitFor, int timeoutMillis) {
        String body = """
                {"name":"%s","idempotencyKey":"%s","waitFor":"%s","timeoutMillis":%d,"branches":[%s]}""".formatted(NAME, orderNo, waitFor, timeoutMillis, branches.replace("ORDER", orderNo));
        return HttpRequest.newBuilder(address)
                .header("Content-Type", "application/json")
                .timeout(Duration.ofMillis(TIMEOUT_MILLIS))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }
}
