// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.app;

import io.holdfast.coordinator.watch.Alert;
import io.holdfast.coordinator.watch.AlertLog;
import io.holdfast.coordinator.watch.AlertWatch;
import io.holdfast.coordinator.watch.LogWatch;
import io.holdfast.coordinator.watch.ParticipantMeters;
import io.holdfast.coordinator.watch.Rounds;
import io.holdfast.coordinator.watch.Tracing;
import io.holdfast.coordinator.watch.Webhook;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** Looks after the coordinator of this process, for those who cannot do that all the time. Owns the threads for it. */
final class Supervision implements AutoCloseable {
    private static final Duration FIRST_BACKOFF = Duration.ofSeconds(1);

    private final Rounds rounds;
    /** Null if nobody is to be told. */
    private final Webhook webhook;

    /**
     * @param tracing null if nothing is traced
     * @param clock the lanes' clock
     */
    Supervision(
            HoldfastSettings settings,
            CoordinatorNode node,
            LogWatch log,
            Tracing tracing,
            LongSupplier clock,
            MeterRegistry meters) {
        List<Runnable> stations = new ArrayList<>();
        stations.add(new ParticipantMeters(meters, node, System::nanoTime)::round);
        Predicate<Alert> outgoing = alert -> true;
        if (settings.alerts().isOn()) {
            webhook = new Webhook(settings.alerts(), node.name(), clock, FIRST_BACKOFF);
            webhook.bindTo(meters);
            outgoing = webhook::offer;
        } else {
            webhook = null;
        }
        Duration undecidedAfter = settings.alerts().undecidedAfter();
        stations.add(
                new AlertWatch(node, log, node.search()::history, undecidedAfter, clock, new AlertLog(outgoing))
                        ::round);
        if (tracing != null) {
            stations.add(tracing::round);
        }
        rounds = new Rounds(stations);
    }

    void start() {
        if (webhook != null) {
            webhook.start();
        }
        rounds.start();
    }

    /** What was not delivered is dropped. */
    @Override
    public void close() {
        rounds.close();
        if (webhook != null) {
            webhook.close();
        }
    }
}
