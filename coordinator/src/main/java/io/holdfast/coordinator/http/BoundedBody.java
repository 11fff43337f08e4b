// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.http;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * Reads so many bytes of an answer and hangs up at the next one, so that nobody fills our memory. The HTTP client calls it
 * from one thread at a time.
 */
final class BoundedBody implements HttpResponse.BodySubscriber<BoundedBody.Content> {
    /**
     * @param text what was read, as UTF-8
     * @param cut whether there was more
     */
    record Content(String text, boolean cut) {}

    private final int max;
    private final ByteArrayOutputStream read = new ByteArrayOutputStream();
    private final CompletableFuture<Content> content = new CompletableFuture<>();
    private Flow.Subscription subscription;

    BoundedBody(int max) {
        this.max = max;
    }

    @Override
    public CompletionStage<Content> getBody() {
        return content;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        subscription.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            byte[] bytes = new byte[Math.min(buffer.remaining(), max - read.size())];
            buffer.get(bytes);
            read.writeBytes(bytes);
            if (buffer.hasRemaining()) {
                subscription.cancel();
                content.complete(new Content(read.toString(StandardCharsets.UTF_8), true));
                return;
            }
        }
        subscription.request(1);
    }

    @Override
    public void onError(Throwable failure) {
        content.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        content.complete(new Content(read.toString(StandardCharsets.UTF_8), false));
    }
}
