// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.reconcile;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Locale;

/** The counts as meters: {@code holdfast.guard.reconcile.checks} by result, {@code holdfast.guard.reconcile.unhealed}. */
public final class ReconcileMetrics implements MeterBinder {

    private final ReconcileCounts counts;

    public ReconcileMetrics(ReconcileCounts counts) {
        this.counts = counts;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (ReconcileCounts.Result result : ReconcileCounts.Result.values()) {
            FunctionCounter.builder("holdfast.guard.reconcile.checks", counts, all -> all.of(result))
                    .tag("result", result.name().toLowerCase(Locale.ROOT))
                    .description("Overdue branches that were checked against the coordinator")
                    .register(registry);
        }
        Gauge.builder("holdfast.guard.reconcile.unhealed", counts, ReconcileCounts::unhealed)
                .description("Overdue branches that could not be healed")
                .register(registry);
    }
}
