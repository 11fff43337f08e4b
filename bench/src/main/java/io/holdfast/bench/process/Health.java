// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.process;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Waits until a program says that it is ready. */
public final class Health {
    private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(200);

    private final HttpClient http;

    public Health(HttpClient http) {
        this.http = http;
    }

    /** Whether it answered 200 within {@code bound} */
    public boolean await(URI address, Duration bound) throws InterruptedException {
        long end = System.nanoTime() + bound.toNanos();
        while (!isReady(address)) {
            if (System.nanoTime() >= end) {
                return false;
            }
            Thread.sleep(BETWEEN_QUESTIONS.toMillis());
        }
        return true;
    }

    private boolean isReady(URI address) throws InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(5)).build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            // Not listening yet: the usual answer of a program that starts.
            return false;
        }
    }
}
