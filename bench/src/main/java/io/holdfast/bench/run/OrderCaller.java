// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.run;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Places orders as any HTTP client would. Safe for any thread. */
final class OrderCaller {
    /** Longer than the slowest order's timeout and payment together. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient http;
    private static final Duration END_BOUND = Duration.ofSeconds(60);
    private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(50);

    private final URI orders;

    /** @param orders where to POST: {@code http://127.0.0.1:8081/orders} */
    OrderCaller(HttpClient http, URI orders) {
        this.http = http;
        this.orders = orders;
    }

    /** Never fails: whatever comes instead of an answer is told as the answer's status. */
    Answer place(OrderLine order) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(orders)
                .header("Content-Type", "application/json")
                .timeout(PATIENCE)
                .POST(HttpRequest.BodyPublishers.ofString(json(order)))
                .build();
        long start = System.nanoTime();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            return response.statusCode() == 202
                    ? awaitEnd(order, start)
                    : answer(order, response, System.nanoTime() - start);
        } catch (IOException e) {
            return new Answer(order, "no answer", String.valueOf(e.getMessage()), System.nanoTime() - start);
        }
    }

    /**
     * Asks for an order again and again until it has ended, or a bound is over.
     *
     * @param startNanos when the order was begun, by {@link System#nanoTime}: the answer's time runs from there
     */
    Answer awaitEnd(OrderLine order, long startNanos) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(orders + "/" + order.orderNo()))
                .timeout(PATIENCE)
                .build();
        long end = System.nanoTime() + END_BOUND.toNanos();
        Answer answer = look(order, request, startNanos);
        while (!answer.hasEnded() && System.nanoTime() < end) {
            Thread.sleep(BETWEEN_QUESTIONS.toMillis());
            answer = look(order, request, startNanos);
        }
        return answer;
    }

    private Answer look(OrderLine order, HttpRequest request, long startNanos) throws InterruptedException {
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            return answer(order, response, System.nanoTime() - startNanos);
        } catch (IOException e) {
            return new Answer(order, "no answer", String.valueOf(e.getMessage()), System.nanoTime() - startNanos);
        }
    }

    static String json(OrderLine order) {
        JsonObject body = new JsonObject();
        body.addProperty("orderNo", order.orderNo());
        body.addProperty("sku", order.sku());
        body.addProperty("quantity", order.quantity());
        body.addProperty("account", order.account());
        body.addProperty("amount", order.amount());
        body.addProperty("way", order.way().name());
        return body.toString();
    }

    private static Answer answer(OrderLine order, HttpResponse<String> response, long nanos) {
        try {
            JsonObject body = JsonParser.parseString(response.body()).getAsJsonObject();
            String status = text(body, "status");
            boolean fits =
                    switch (response.statusCode()) {
                        case 200 -> !status.isEmpty();
                        case 201 -> status.equals("CONFIRMED");
                        case 409 -> status.equals("CANCELLED");
                        default -> false;
                    };
            if (fits) {
                return new Answer(order, status, text(body, "reason"), nanos);
            }
        } catch (JsonParseException | IllegalStateException e) {
            // Told below, with the text itself.
        }
        return new Answer(order, "HTTP " + response.statusCode(), response.body(), nanos);
    }

    private static String text(JsonObject body, String name) {
        JsonElement value = body.get(name);
        return value == null || value.isJsonNull() ? "" : value.getAsString();
    }
}
