// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.run;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.holdfast.bench.process.RunFailedException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/** How many lanes each of two coordinators serves, by its own word: their health says so. Safe for any thread. */
final class ServedLanes {
    private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(50);
    private static final Duration ANSWER_BOUND = Duration.ofSeconds(2);
    private static final Duration BOUND = Duration.ofSeconds(60);

    private final HttpClient http;
    private final Ports ports;

    ServedLanes(HttpClient http, Ports ports) {
        this.http = http;
        this.ports = ports;
    }

    /** Of both at about the same time. */
    record Shares(int first, int second) {
        boolean areEven() {
            return first > 0 && second > 0 && Math.abs(first - second) <= 1;
        }

        int sum() {
            return first + second;
        }
    }

    /** @throws RunFailedException if it does not come to that in a long time */
    Shares await(String what, Predicate<Shares> wanted) throws InterruptedException, RunFailedException {
        long end = System.nanoTime() + BOUND.toNanos();
        Shares shares = look();
        while (!wanted.test(shares)) {
            if (System.nanoTime() - end >= 0) {
                throw new RunFailedException("Waited %d s until %s; coordinator-1 serves %d lanes and coordinator-2 %d"
                        .formatted(BOUND.toSeconds(), what, shares.first(), shares.second()));
            }
            Thread.sleep(BETWEEN_QUESTIONS.toMillis());
            shares = look();
        }
        return shares;
    }

    private Shares look() throws InterruptedException {
        return new Shares(of(Endpoint.CONSOLE), of(Endpoint.SECOND_CONSOLE));
    }

    /** None of one that does not answer. */
    private int of(Endpoint console) throws InterruptedException {
        URI health = ports.http(console, "/actuator/health");
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(health).timeout(ANSWER_BOUND).build();
            return served(
                    http.send(request, HttpResponse.BodyHandlers.ofString()).body());
        } catch (IOException | JsonParseException away) {
            return 0;
        }
    }

    /** @param health the JSON of /actuator/health */
    static int served(String health) {
        JsonElement place = JsonParser.parseString(health);
        for (String name : List.of("components", "lanes", "details")) {
            place = place instanceof JsonObject object ? object.get(name) : null;
        }
        if (!(place instanceof JsonObject lanes)) {
            return 0;
        }
        return (int) lanes.entrySet().stream()
                .filter(lane -> lane.getValue().getAsString().startsWith("SERVING"))
                .count();
    }
}
