// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.compare;

import io.holdfast.bench.load.JsonWay;
import io.holdfast.bench.process.Daemons;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Transactions that are handed in at a steady pace, beside those that are measured; nobody waits for what becomes of them.
 * Owns a thread until it is closed.
 */
final class Beside implements AutoCloseable {
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor(Daemons.named("beside"));
    private final AtomicLong accepted = new AtomicLong();
    private final JsonWay way;
    private final String prefix;
    private long number;

    private Beside(JsonWay way, String prefix) {
        this.way = way;
        this.prefix = prefix;
    }

    /** @param prefix of the orders' numbers, never used before at this coordinator */
    @SuppressWarnings("FutureReturnValueIgnored") // It ends with the pace.
    static Beside start(JsonWay way, String prefix, int perSecond) {
        Beside beside = new Beside(way, prefix);
        beside.pace.scheduleAtFixedRate(beside::submit, 0, 1_000_000 / perSecond, TimeUnit.MICROSECONDS);
        return beside;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // Those that were accepted are counted.
    private void submit() {
        http.sendAsync(way.unawaited(prefix + number++), HttpResponse.BodyHandlers.discarding())
                .thenAccept(answer -> {
                    if (answer.statusCode() == 200) {
                        accepted.incrementAndGet();
                    }
                });
    }

    /** How many the coordinator has taken so far. */
    long accepted() {
        return accepted.get();
    }

    @Override
    public void close() {
        pace.shutdownNow();
    }
}
