// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.run;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.holdfast.sample.api.OrderAction;
import io.holdfast.sample.api.PaymentAction;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * Hands an order's transaction over to the coordinator, over HTTP as a caller without any library would, and does not
 * wait for its end: the order and the money are called over Dubbo, the stock over HTTP.
 */
final class HandOver {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int TIMEOUT_MILLIS = 5_000;

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI transactions;
    private final String orderUrl;
    private final String inventoryUrl;
    private final String paymentUrl;

    /**
     * To that coordinator, for those participants.
     *
     * @param transactions where to POST
     * @param orderUrl {@code tri://host:port}, as paymentUrl
     * @param inventoryUrl one HTTP address for all three phases
     */
    HandOver(String transactions, String orderUrl, String inventoryUrl, String paymentUrl) {
        this.transactions = URI.create(transactions);
        this.orderUrl = orderUrl;
        this.inventoryUrl = inventoryUrl;
        this.paymentUrl = paymentUrl;
    }

    /**
     * Returns when it is on the coordinator's disk.
     *
     * @return the xid
     * @throws IOException if the coordinator does not answer, or does not take it
     */
    String submit(OrderLine order) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(transactions)
                .header("Content-Type", "application/json")
                .timeout(PATIENCE)
                .POST(HttpRequest.BodyPublishers.ofString(submission(order).toString()))
                .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException("HTTP " + response.statusCode() + " " + response.body());
        }
        return JsonParser.parseString(response.body())
                .getAsJsonObject()
                .get("xid")
                .getAsString();
    }

    private JsonObject submission(OrderLine order) {
        JsonArray branches = new JsonArray();
        branches.add(order(order));
        branches.add(stock(order));
        branches.add(money(order));
        JsonObject submission = new JsonObject();
        submission.addProperty("name", "caller that dies");
        submission.addProperty("idempotencyKey", "order-" + order.orderNo());
        submission.addProperty("timeoutMillis", TIMEOUT_MILLIS);
        submission.addProperty("waitFor", "ACCEPTED");
        submission.add("branches", branches);
        return submission;
    }

    private JsonObject order(OrderLine order) {
        JsonArray arguments = new JsonArray();
        arguments.add(order.orderNo());
        arguments.add(order.sku());
        arguments.add(order.quantity());
        arguments.add(order.account());
        arguments.add(order.amount());
        return branch("order", "dubbo", dubbo(OrderAction.class, orderUrl, "create"), arguments);
    }

    private JsonObject stock(OrderLine order) {
        JsonObject http = new JsonObject();
        http.addProperty("tryUrl", inventoryUrl);
        http.addProperty("confirmUrl", inventoryUrl);
        http.addProperty("cancelUrl", inventoryUrl);
        JsonObject body = new JsonObject();
        body.addProperty("orderNo", order.orderNo());
        body.addProperty("sku", order.sku());
        body.addProperty("quantity", order.quantity());
        return branch("stock", "http", http, body);
    }

    private JsonObject money(OrderLine order) {
        JsonArray arguments = new JsonArray();
        arguments.add(order.orderNo());
        arguments.add(order.account());
        arguments.add(order.amount());
        return branch("money", "dubbo", dubbo(PaymentAction.class, paymentUrl, "freeze"), arguments);
    }

    private static JsonObject dubbo(Class<?> service, String url, String tryMethod) {
        JsonObject dubbo = new JsonObject();
        dubbo.addProperty("service", service.getName());
        dubbo.addProperty("url", url);
        dubbo.addProperty("tryMethod", tryMethod);
        return dubbo;
    }

    private static JsonObject branch(String name, String wire, JsonObject target, JsonElement arguments) {
        JsonObject branch = new JsonObject();
        branch.addProperty("name", name);
        branch.add(wire, target);
        branch.add("arguments", arguments);
        return branch;
    }
}
