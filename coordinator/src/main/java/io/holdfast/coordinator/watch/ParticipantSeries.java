// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.watch;

import io.holdfast.coordinator.port.CallFigures;
import io.holdfast.coordinator.port.ParticipantsSeen.Participant;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * The meters of one name, behind which there may be several participants. Filled by one thread, round by round; what any
 * thread reads is that of the last round.
 */
final class ParticipantSeries {
    /**
     * @param calls that have ended
     * @param failed of those
     * @param millis that they took
     * @param breaker 0 closed, 1 half open, 2 open; of several the worst
     */
    private record Figures(
            long calls,
            long failed,
            double millis,
            int waiting,
            int underWay,
            int connections,
            double medianMillis,
            double p99Millis,
            int breaker) {
        static final Figures NONE = new Figures(0, 0, 0, 0, 0, 0, 0, 0, 0);

        /** What only grows stays, all else is to be told anew. */
        Figures nextRound() {
            return new Figures(calls, failed, millis, 0, 0, 0, 0, 0, 0);
        }
    }

    private final List<Meter> meters = new ArrayList<>();
    private volatile Figures published = Figures.NONE;
    private Figures next = Figures.NONE;
    private long lastSeenNanos;

    ParticipantSeries(MeterRegistry registry, String... labels) {
        Tags tags = Tags.of(labels);
        counter(registry, tags.and("result", "done"), figures -> figures.calls() - figures.failed());
        counter(registry, tags.and("result", "failed"), Figures::failed);
        meters.add(FunctionTimer.builder(
                        "holdfast.calls.duration",
                        this,
                        series -> series.published.calls(),
                        series -> series.published.millis(),
                        TimeUnit.MILLISECONDS)
                .description("How long calls took that have ended")
                .tags(tags)
                .register(registry));
        gauge(registry, tags, "holdfast.calls.waiting", "Calls that wait for their turn", Figures::waiting);
        gauge(registry, tags, "holdfast.calls.underway", "Calls that are not answered", Figures::underWay);
        seconds(registry, tags, "holdfast.calls.median", "Median of the last minute", Figures::medianMillis);
        seconds(registry, tags, "holdfast.calls.p99", "99th percentile of the last minute", Figures::p99Millis);
        gauge(registry, tags, "holdfast.calls.breaker", "0 closed, 1 half open, 2 open", Figures::breaker);
        gauge(registry, tags, "holdfast.participant.connections", "Seata clients' connections", Figures::connections);
    }

    private void counter(MeterRegistry registry, Tags tags, ToDoubleFunction<Figures> figure) {
        meters.add(FunctionCounter.builder("holdfast.calls", this, series -> figure.applyAsDouble(series.published))
                .description("Calls of participants that have ended")
                .tags(tags)
                .register(registry));
    }

    private void gauge(
            MeterRegistry registry, Tags tags, String name, String description, ToDoubleFunction<Figures> figure) {
        meters.add(Gauge.builder(name, this, series -> figure.applyAsDouble(series.published))
                .description(description)
                .tags(tags)
                .register(registry));
    }

    private void seconds(
            MeterRegistry registry, Tags tags, String name, String description, ToDoubleFunction<Figures> millis) {
        meters.add(Gauge.builder(name, this, series -> millis.applyAsDouble(series.published) / 1000)
                .description(description)
                .baseUnit("seconds")
                .tags(tags)
                .register(registry));
    }

    /** @param before what it had counted in the round before; null if it was not there */
    void add(Participant one, CallFigures before, long nowNanos) {
        CallFigures now = one.calls();
        boolean goesOn = before != null && before.calls() <= now.calls();
        next = new Figures(
                next.calls() + now.calls() - (goesOn ? before.calls() : 0),
                next.failed() + now.failures() - (goesOn ? before.failures() : 0),
                next.millis() + now.totalMillis() - (goesOn ? before.totalMillis() : 0),
                next.waiting() + one.waiting(),
                next.underWay() + one.underWay(),
                next.connections() + one.connections().size(),
                Math.max(next.medianMillis(), now.medianMillis()),
                Math.max(next.p99Millis(), now.p99Millis()),
                Math.max(next.breaker(), level(one)));
        lastSeenNanos = nowNanos;
    }

    private static int level(Participant one) {
        if (one.breaker() == null) {
            return 0;
        }
        return switch (one.breaker()) {
            case CLOSED -> 0;
            case HALF_OPEN -> 1;
            case OPEN -> 2;
        };
    }

    void publish() {
        published = next;
        next = next.nextRound();
    }

    boolean wasLastSeenBefore(long nanos) {
        return lastSeenNanos - nanos < 0;
    }

    void remove(MeterRegistry registry) {
        meters.forEach(registry::remove);
    }
}
