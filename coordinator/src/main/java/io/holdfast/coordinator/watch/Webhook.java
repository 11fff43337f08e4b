// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.watch;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts alerts, in their order and several at a time, each until somebody has taken it. Owns the alerts that wait, at most a
 * thousand, and the thread that sends them. {@link #offer} may be called by any thread, and never waits.
 */
public final class Webhook implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Webhook.class);
    private static final int MOST_WAITING = 1_000;
    private static final int MOST_TOGETHER = 100;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    private static final int LONGEST_BACKOFF_SHIFT = 6;

    private final AlertsSettings settings;
    private final AlertLetter letter;
    private final LongSupplier clock;
    private final long firstBackoffMillis;
    private final BlockingQueue<Alert> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final LongAdder delivered = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
    private final Thread thread = new Thread(this::run, "holdfast-alerts");

    /**
     * @param node this coordinator's name, for people
     * @param clock milliseconds since 1970
     * @param firstBackoff the wait after a first failure; it doubles up to sixty-four times that
     */
    public Webhook(AlertsSettings settings, String node, LongSupplier clock, Duration firstBackoff) {
        this.settings = settings;
        this.letter = new AlertLetter(node, settings.secret());
        this.clock = clock;
        this.firstBackoffMillis = firstBackoff.toMillis();
        thread.setDaemon(true);
    }

    public void bindTo(MeterRegistry registry) {
        FunctionCounter.builder("holdfast.alerts.delivered", delivered, LongAdder::sum)
                .description("Alerts that were taken")
                .register(registry);
        FunctionCounter.builder("holdfast.alerts.failures", failed, LongAdder::sum)
                .description("Attempts to deliver alerts that failed")
                .register(registry);
        Gauge.builder("holdfast.alerts.waiting", waiting, BlockingQueue::size)
                .description("Alerts that nobody has taken yet")
                .register(registry);
    }

    public void start() {
        thread.start();
    }

    /** False if too many wait already. */
    public boolean offer(Alert alert) {
        return waiting.offer(alert);
    }

    private void run() {
        try {
            while (true) {
                List<Alert> together = new ArrayList<>();
                together.add(waiting.take());
                waiting.drainTo(together, MOST_TOGETHER - 1);
                deliver(together);
                delivered.add(together.size());
            }
        } catch (InterruptedException closed) {
            // The coordinator stops; what is still the matter is told by whoever has its lanes next.
        }
    }

    private void deliver(List<Alert> alerts) throws InterruptedException {
        String delivery = UUID.randomUUID().toString();
        for (int attempt = 1; ; attempt++) {
            String problem = post(alerts, delivery, attempt);
            if (problem == null) {
                if (attempt > 1) {
                    LOG.info("Alerts are delivered to {} again", settings.host());
                }
                return;
            }
            failed.increment();
            if (attempt == 1) {
                LOG.warn("Alerts cannot be delivered to {}, which is tried again: {}", settings.host(), problem);
            }
            Thread.sleep(firstBackoffMillis << Math.min(attempt - 1, LONGEST_BACKOFF_SHIFT));
        }
    }

    /** @return null if it was taken, else why not */
    private String post(List<Alert> alerts, String delivery, int attempt) throws InterruptedException {
        long now = clock.getAsLong();
        String timestamp = Long.toString(now / 1000);
        byte[] body = letter.body(alerts, now).getBytes(StandardCharsets.UTF_8);
        HttpRequest request = HttpRequest.newBuilder(URI.create(settings.url()))
                .header("Content-Type", "application/json")
                .header("User-Agent", "Holdfast")
                .header("Holdfast-Delivery", delivery)
                .header("Holdfast-Attempt", Integer.toString(attempt))
                .header("Holdfast-Timestamp", timestamp)
                .header("Holdfast-Signature", letter.signature(timestamp, body))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        CompletableFuture<HttpResponse<Void>> answer = http.sendAsync(request, BodyHandlers.discarding());
        try {
            int status = answer.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).statusCode();
            return status / 100 == 2 ? null : "it answers with status " + status;
        } catch (ExecutionException failure) {
            return failure.getCause().toString();
        } catch (TimeoutException silent) {
            answer.cancel(true);
            return "no answer within " + TIMEOUT.toSeconds() + " s";
        }
    }

    /** Does not wait for what was not delivered. */
    @Override
    public void close() {
        thread.interrupt();
    }
}
