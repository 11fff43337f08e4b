// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.app;

import io.holdfast.api.TransactionsException.Code;
import io.holdfast.coordinator.dubbo.front.ApiCounters;
import io.holdfast.coordinator.dubbo.front.ApiCounters.Face;
import io.holdfast.coordinator.seata.FrontCounters;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** What the fronts count. Stateless. */
final class FrontMeters implements MeterBinder {
    private final FrontCounters seata;
    private final ApiCounters api;

    FrontMeters(FrontCounters seata, ApiCounters api) {
        this.seata = seata;
        this.api = api;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("holdfast.seata.connections", seata, FrontCounters::openConnections)
                .description("Connections of Seata clients that are open")
                .register(registry);
        Gauge.builder("holdfast.seata.receiving", seata, FrontCounters::halfReceivedBytes)
                .description("What the large frames that have begun to arrive will come to")
                .baseUnit("bytes")
                .register(registry);
        FunctionCounter.builder("holdfast.seata.answers.dropped", seata, FrontCounters::droppedAnswers)
                .description("Answers that came too late for whoever had asked")
                .register(registry);
        closed(registry, "refused", FrontCounters::refusedConnections);
        closed(registry, "malformed", FrontCounters::malformedConnections);
        closed(registry, "failed", FrontCounters::failedConnections);
        closed(registry, "idle", FrontCounters::idleConnections);
        for (Face face : Face.values()) {
            calls(registry, face, "ok", counters -> counters.served(face));
            for (Code code : Code.values()) {
                calls(registry, face, code.name().toLowerCase(Locale.ROOT), counters -> counters.refused(face, code));
            }
        }
    }

    private void closed(MeterRegistry registry, String reason, ToDoubleFunction<FrontCounters> count) {
        FunctionCounter.builder("holdfast.seata.closed", seata, count)
                .description("Connections of Seata clients that the coordinator closed")
                .tag("reason", reason)
                .register(registry);
    }

    private void calls(MeterRegistry registry, Face face, String code, ToDoubleFunction<ApiCounters> count) {
        FunctionCounter.builder("holdfast.api.calls", api, count)
                .description("Calls of the API that were answered")
                .tag("face", face.name().toLowerCase(Locale.ROOT))
                .tag("code", code)
                .register(registry);
    }
}
