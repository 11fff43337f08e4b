// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.watch;

import io.holdfast.coordinator.model.BranchCall;
import io.holdfast.coordinator.model.CallResult;
import io.holdfast.coordinator.model.LogRecord;
import io.holdfast.coordinator.model.LogRecord.Begun;
import io.holdfast.coordinator.model.LogRecord.BranchParked;
import io.holdfast.coordinator.model.LogRecord.Decided;
import io.holdfast.coordinator.model.LogRecord.Finished;
import io.holdfast.coordinator.model.Newest;
import io.holdfast.coordinator.model.Phase;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.model.TransactionStatus;
import io.holdfast.coordinator.model.Xid;
import io.holdfast.coordinator.port.Traces;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A span for every transaction that has a branch, from its begin to its end, and one below it for every call. Knows those of
 * the transactions that are open, at most so many; what has no room is not traced. Sends them on threads of its own, and
 * drops what cannot be sent. Safe for any thread.
 */
public final class Tracing implements Traces, AutoCloseable {
    private static final int MOST_OPEN = 100_000;
    private static final int MOST_CALLERS = 10_000;
    private static final long FORGOTTEN_NANOS = TimeUnit.HOURS.toNanos(1);
    private static final String HEADER = "traceparent";

    private final SdkTracerProvider provider;
    private final Tracer tracer;
    /** Of the lanes that are served here: what began elsewhere is traced there. */
    private final Map<Long, Open> open = new ConcurrentHashMap<>();
    /** Who has begun a transaction that has no branch yet, the newest of them: many never have one. */
    private final Map<Long, SpanContext> callers = Collections.synchronizedMap(new Newest<>(MOST_CALLERS));

    /** A transaction whose span is not made before it is known whose part it is. */
    private final class Open {
        private final Xid xid;
        private final long sinceNanos = System.nanoTime();
        private long begunMillis;
        private String name = "";
        private Span span;

        Open(Xid xid) {
            this.xid = xid;
        }

        synchronized void is(String newName, long millis) {
            name = newName;
            begunMillis = millis;
        }

        synchronized Span span() {
            return span == null ? start(SpanContext.getInvalid(), false) : span;
        }

        /** @param part whether it is a part of what the caller does, or only has to do with it */
        synchronized Span start(SpanContext caller, boolean part) {
            if (span != null) {
                return span;
            }
            SpanBuilder builder = tracer.spanBuilder(name.isEmpty() ? "transaction" : name)
                    .setSpanKind(SpanKind.SERVER)
                    .setAttribute("holdfast.xid", xid.toString());
            if (part && caller.isValid()) {
                builder.setParent(Context.root().with(Span.wrap(caller)));
            } else {
                builder.setNoParent();
                if (caller.isValid()) {
                    builder.addLink(caller);
                }
            }
            if (begunMillis > 0) {
                builder.setStartTimestamp(begunMillis, TimeUnit.MILLISECONDS);
            }
            span = builder.startSpan();
            return span;
        }
    }

    /** @param node this coordinator's name */
    public Tracing(TracesSettings settings, String node) {
        Resource resource = Resource.getDefault()
                .merge(Resource.create(Attributes.builder()
                        .put("service.name", "holdfast-coordinator")
                        .put("service.instance.id", node)
                        .build()));
        SpanExporter exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(settings.url())
                .setRetryPolicy(null) // what comes next is sent next
                .build();
        provider = SdkTracerProvider.builder()
                .setResource(resource)
                .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(settings.share())))
                .addSpanProcessor(BatchSpanProcessor.builder(new SpanPost(exporter, settings.url()))
                        .setScheduleDelay(Duration.ofSeconds(1))
                        .build())
                .build();
        tracer = provider.get("io.holdfast.coordinator");
    }

    /** @return null if there is no room */
    private Open known(Xid xid) {
        if (open.size() >= MOST_OPEN) {
            return open.get(xid.id().value());
        }
        return open.computeIfAbsent(xid.id().value(), missing -> new Open(xid));
    }

    @Override
    public void submitted(Xid xid, String traceParent) {
        Open one = open.get(xid.id().value());
        if (one != null) {
            one.start(context(traceParent), true);
        }
    }

    @Override
    public void begun(Xid xid, String traceParent) {
        SpanContext caller = context(traceParent);
        if (caller.isValid()) {
            callers.put(xid.id().value(), caller);
        }
    }

    private static SpanContext context(String traceParent) {
        if (traceParent == null) {
            return SpanContext.getInvalid();
        }
        Context context =
                W3CTraceContextPropagator.getInstance().extract(Context.root(), traceParent, OneHeader.GETTER);
        return Span.fromContext(context).getSpanContext();
    }

    /** Hears what has become durable. */
    void appended(LogRecord record) {
        if (record instanceof Begun begun) {
            Open one = known(new Xid(begun.address(), begun.transaction()));
            SpanContext caller = callers.remove(begun.transaction().value());
            if (one != null) {
                one.is(begun.facts().name(), begun.atMillis());
                if (caller != null) {
                    one.start(caller, false);
                }
            }
        } else if (record instanceof Decided decided) {
            event(decided.transaction(), decided.decision() + " by " + decided.cause(), decided.atMillis());
        } else if (record instanceof BranchParked parked) {
            event(parked.transaction(), "parked", parked.atMillis());
        } else if (record instanceof Finished finished) {
            Open one = open.remove(finished.transaction().value());
            if (one != null) {
                Span span = one.span();
                span.setAttribute(
                        "holdfast.outcome",
                        TransactionStatus.after(finished.decision()).name());
                span.setAttribute("holdfast.cause", finished.cause().name());
                span.end(finished.atMillis(), TimeUnit.MILLISECONDS);
            }
        }
    }

    private void event(TransactionId transaction, String what, long atMillis) {
        Open one = open.get(transaction.value());
        if (one != null) {
            one.span().addEvent(what, atMillis, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public Call calls(BranchCall call) {
        Open one = known(call.xid());
        if (one == null) {
            return Call.UNTRACED;
        }
        Span span = tracer.spanBuilder(name(call.phase()) + ' ' + call.facts().resourceId())
                .setSpanKind(SpanKind.CLIENT)
                .setParent(Context.root().with(one.span()))
                .setAttribute("holdfast.xid", call.xid().toString())
                .setAttribute("holdfast.branch_id", Long.toString(call.branchId()))
                .setAttribute("holdfast.attempt", call.attempt())
                .startSpan();
        return new TracedCall(span);
    }

    private static String name(Phase phase) {
        return switch (phase) {
            case TRY -> "Try";
            case CONFIRM -> "Confirm";
            case CANCEL -> "Cancel";
        };
    }

    /** How many transactions are open and traced, or may be. */
    int open() {
        return open.size();
    }

    /** Forgets what nobody told the end of: another node has its lane now. */
    public void round() {
        long now = System.nanoTime();
        open.values().removeIf(one -> now - one.sinceNanos > FORGOTTEN_NANOS);
    }

    /** Sends what waits, for some seconds. */
    @Override
    public void close() {
        provider.shutdown().join(5, TimeUnit.SECONDS);
    }

    private record TracedCall(Span span) implements Call {
        @Override
        public String traceParent() {
            SpanContext context = span.getSpanContext();
            return "00-" + context.getTraceId() + '-' + context.getSpanId() + '-'
                    + context.getTraceFlags().asHex();
        }

        @Override
        public void ended(CallResult result) {
            if (result instanceof CallResult.Retry failed) {
                span.setStatus(StatusCode.ERROR, failed.error());
            } else if (result instanceof CallResult.Refused refused) {
                span.setStatus(StatusCode.ERROR, refused.reason());
            }
            span.end();
        }
    }

    /** A traceparent alone, as if it were headers. */
    private enum OneHeader implements TextMapGetter<String> {
        GETTER;

        @Override
        public Iterable<String> keys(String carrier) {
            return List.of(HEADER);
        }

        @Override
        public String get(String carrier, String key) {
            return HEADER.equals(key) ? carrier : null;
        }
    }
}
