// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.call;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.holdfast.coordinator.model.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** A participant over HTTP, that notes what it is asked. */
public final class HttpParticipant implements AutoCloseable {
    /** What came. */
    public record Asked(String path, Headers headers, String body) {}

    /** What to answer. */
    public record Says(int status, String body, List<String> headers) {
        public Says(int status, String body) {
            this(status, body, List.of());
        }
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();

    public HttpParticipant(Function<Asked, Says> behaviour) {
        this(0, behaviour);
    }

    public HttpParticipant(int port, Function<Asked, Says> behaviour) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", exchange -> answer(exchange, behaviour));
        server.setExecutor(threads);
        server.start();
    }

    private void answer(HttpExchange exchange, Function<Asked, Says> behaviour) throws IOException {
        try (exchange) {
            Asked question = new Asked(
                    exchange.getRequestURI().getPath(),
                    exchange.getRequestHeaders(),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            asked.add(question);
            Says says = behaviour.apply(question);
            for (int i = 0; i < says.headers().size(); i += 2) {
                exchange.getResponseHeaders()
                        .add(says.headers().get(i), says.headers().get(i + 1));
            }
            byte[] body = says.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(says.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public List<Asked> asked() {
        return asked;
    }

    public Endpoint.Http endpoint() {
        String base = "http://127.0.0.1:" + port() + "/";
        return new Endpoint.Http(base + "try", base + "confirm", base + "cancel");
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
