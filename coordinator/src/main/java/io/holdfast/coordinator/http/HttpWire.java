// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.http;

import io.holdfast.coordinator.call.Json;
import io.holdfast.coordinator.call.Line;
import io.holdfast.coordinator.call.ParticipantsSettings;
import io.holdfast.coordinator.call.Wire;
import io.holdfast.coordinator.model.Endpoint;
import io.holdfast.coordinator.model.Phase;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.Locale;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Calls participants by POST: over HTTP/1.1, and over HTTP/2 where an https server offers it. Owns one HTTP client and its
 * few threads, for all lines. Safe for any thread.
 */
public final class HttpWire implements Wire {
    private static final int THREADS = 4;

    private final ParticipantsSettings settings;
    private final ThreadPoolExecutor threads;
    private final HttpClient client;
    private final Json json = new Json();

    public HttpWire(ParticipantsSettings settings) {
        this.settings = settings;
        this.threads =
                new ThreadPoolExecutor(THREADS, THREADS, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "holdfast-http");
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        this.client = HttpClient.newBuilder()
                .connectTimeout(settings.connectTimeout())
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(threads)
                .build();
    }

    /** What is between {@code ://} and the path: the same participant may have many paths. */
    @Override
    public String address(Endpoint endpoint, Phase phase) {
        URI uri = uri((Endpoint.Http) endpoint, phase);
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        return scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + ':' + port(uri);
    }

    static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equalsIgnoreCase("https") ? 443 : 80;
    }

    /** @throws IllegalArgumentException if nobody can be called there */
    static URI uri(Endpoint.Http endpoint, Phase phase) {
        String text =
                switch (phase) {
                    case TRY -> endpoint.tryUrl();
                    case CONFIRM -> endpoint.confirmUrl();
                    case CANCEL -> endpoint.cancelUrl();
                };
        URI uri = URI.create(text);
        if (uri.getScheme() == null || !uri.getScheme().toLowerCase(Locale.ROOT).matches("https?")) {
            throw new IllegalArgumentException("an http or https address is needed, not " + text);
        }
        if (uri.getHost() == null || uri.getUserInfo() != null) {
            throw new IllegalArgumentException("an address with a host and without a user is needed, not " + text);
        }
        return uri;
    }

    @Override
    public Line line(Endpoint endpoint, Phase phase) {
        return new HttpLine(uri((Endpoint.Http) endpoint, phase).getHost(), client, json, settings.maxAnswerBytes());
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
