// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.http;

import io.holdfast.coordinator.call.Json;
import io.holdfast.coordinator.call.Line;
import io.holdfast.coordinator.call.Outgoing;
import io.holdfast.coordinator.call.Reply;
import io.holdfast.coordinator.call.Unreachable;
import io.holdfast.coordinator.model.Endpoint;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * The way to one host. The client makes the connections, as many as there are calls under way. What is done here is to ask
 * for the host's address beforehand, because that may block, and the client would do it in a thread that all hosts share.
 */
final class HttpLine implements Line {
    /** Less than the Java runtime remembers an address for. */
    private static final long ADDRESS_NANOS = TimeUnit.SECONDS.toNanos(20);

    private static final int CONFLICT = 409;
    private static final int TOO_MANY_REQUESTS = 429;

    private final String host;
    private final HttpClient client;
    private final Json json;
    private final int maxAnswerBytes;
    private volatile Long resolvedNanos;

    HttpLine(String host, HttpClient client, Json json, int maxAnswerBytes) {
        this.host = host;
        this.client = client;
        this.json = json;
        this.maxAnswerBytes = maxAnswerBytes;
    }

    @Override
    public boolean isOpen() {
        Long resolved = resolvedNanos;
        return resolved != null && System.nanoTime() - resolved < ADDRESS_NANOS;
    }

    @Override
    public void open() throws Unreachable {
        try {
            InetAddress.getAllByName(host);
        } catch (UnknownHostException unknown) {
            throw new Unreachable("not called: unknown host " + host, unknown);
        }
        resolvedNanos = System.nanoTime();
    }

    @Override
    public CompletableFuture<Reply> send(Outgoing call) {
        URI uri = HttpWire.uri((Endpoint.Http) call.endpoint(), call.call().phase());
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                // Over plain http the client would ask every server to change to HTTP/2, again with each call.
                .version(
                        uri.getScheme().equalsIgnoreCase("https")
                                ? HttpClient.Version.HTTP_2
                                : HttpClient.Version.HTTP_1_1)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .timeout(Duration.ofMillis(call.remainingMillis()))
                .POST(BodyPublishers.ofString(call.arguments()));
        call.headers().forEach(request::header);
        CompletableFuture<HttpResponse<BoundedBody.Content>> exchange =
                client.sendAsync(request.build(), head -> new BoundedBody(maxAnswerBytes));
        CompletableFuture<Reply> reply = exchange.handle(
                (response, failure) -> failure == null ? read(call, response) : failed(call, uri, cause(failure)));
        // The client's own timeout ends with the head of the answer: a body that drips would be waited for without end.
        return reply.completeOnTimeout(call.timedOut(), call.remainingMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((ended, failure) -> exchange.cancel(true));
    }

    private Reply read(Outgoing call, HttpResponse<BoundedBody.Content> response) {
        int status = response.statusCode();
        BoundedBody.Content body = response.body();
        if (status / 100 == 2) {
            if (body.cut()) {
                return Reply.done(json.write("(more than " + maxAnswerBytes + " bytes, not kept)"));
            }
            String result = json.ofBody(body.text());
            return "false".equals(result) ? call.saidFalse() : Reply.done(result);
        }
        String reason = json.reasonOf(body.text());
        if (status == CONFLICT) {
            return Reply.refused(reason);
        }
        String error = "HTTP status " + status + (reason == null ? "" : ": " + reason);
        return status / 100 == 5 || status == TOO_MANY_REQUESTS ? Reply.broken(error) : Reply.failed(error);
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private static Reply failed(Outgoing call, URI uri, Throwable failure) {
        if (failure instanceof CancellationException
                || (failure instanceof HttpTimeoutException && !(failure instanceof HttpConnectTimeoutException))) {
            return call.timedOut();
        }
        String what = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        return Reply.broken("cannot call " + uri.getHost() + ':' + HttpWire.port(uri) + ": " + what);
    }

    @Override
    public boolean isLost() {
        return false;
    }

    @Override
    public void close() {
        resolvedNanos = null; // The client closes what is idle by itself.
    }
}
