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

    private static final Duration END_BOUND = Duration.ofSeconds(60);
    private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(50);
    private static final Duration BETWEEN_SENDINGS = Duration.ofMillis(500);
    private static final int SEND_AGAIN = 503;

    private final HttpClient http;
    private final URI orders;
    private final Duration persistence;

    /**
     * Places them there.
     *
     * @param orders where to POST: {@code http://127.0.0.1:8081/orders}
     * @param persistence how long an order is sent again if it is answered so; zero: it is not
     */
    OrderCaller(HttpClient http, URI orders, Duration persistence) {
        this.http = http;
        this.orders = orders;
        this.persistence = persistence;
    }

    /** Never fails: whatever comes instead of an answer is told as the answer's status. */
    Answer place(OrderLine order) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(orders)
                .header("Content-Type", "application/json")
                .timeout(PATIENCE)
                .POST(HttpRequest.BodyPublishers.ofString(json(order)))
                .build();
        Asked asked = new Asked(order, System.nanoTime(), 1);
        while (true) {
            try {
                HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
                if (response.statusCode() == 202) {
                    return awaitEnd(asked);
                }
                if (response.statusCode() != SEND_AGAIN || asked.nanos() >= persistence.toNanos()) {
                    return answer(asked, response);
                }
            } catch (IOException e) {
                return asked.noAnswer(e);
            }
            Thread.sleep(BETWEEN_SENDINGS.toMillis());
            asked = asked.again();
        }
    }

    /**
     * Asks for an order again and again until it has ended, or a bound is over.
     *
     * @param begunNanos when the order was begun, by {@link System#nanoTime}: the answer's time runs from there
     */
    Answer awaitEnd(OrderLine order, long begunNanos) throws InterruptedException {
        return awaitEnd(new Asked(order, begunNanos, 1));
    }

    private Answer awaitEnd(Asked asked) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(orders + "/" + asked.order().orderNo()))
                .timeout(PATIENCE)
                .build();
        long end = System.nanoTime() + END_BOUND.toNanos();
        Answer answer = look(asked, request);
        while (!answer.hasEnded() && System.nanoTime() < end) {
            Thread.sleep(BETWEEN_QUESTIONS.toMillis());
            answer = look(asked, request);
        }
        return answer;
    }

    private Answer look(Asked asked, HttpRequest request) throws InterruptedException {
        try {
            return answer(asked, http.send(request, HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            return asked.noAnswer(e);
        }
    }

    /** One order's question, from when it was first sent. */
    private record Asked(OrderLine order, long begunNanos, int sent) {
        Asked again() {
            return new Asked(order, begunNanos, sent + 1);
        }

        long nanos() {
            return System.nanoTime() - begunNanos;
        }

        Answer answered(String status, String reason) {
            return new Answer(order, status, reason, begunNanos, nanos(), sent);
        }

        Answer noAnswer(IOException failure) {
            return answered("no answer", String.valueOf(failure.getMessage()));
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

    private static Answer answer(Asked asked, HttpResponse<String> response) {
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
                return asked.answered(status, text(body, "reason"));
            }
        } catch (JsonParseException | IllegalStateException e) {
            // Told below, with the text itself.
        }
        return asked.answered("HTTP " + response.statusCode(), response.body());
    }

    private static String text(JsonObject body, String name) {
        JsonElement value = body.get(name);
        return value == null || value.isJsonNull() ? "" : value.getAsString();
    }
}
