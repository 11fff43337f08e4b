// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.watch;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.IOException;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends spans, and says in one line when that fails, and in one when it works again. Safe for any thread. */
final class SpanPost implements SpanExporter {
    private static final Logger LOG = LoggerFactory.getLogger(SpanPost.class);

    private final SpanExporter exporter;
    private final String url;
    private final AtomicBoolean failing = new AtomicBoolean();

    /** @param url for people */
    SpanPost(SpanExporter exporter, String url) {
        this.exporter = exporter;
        this.url = url;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        CompletableResultCode sent = exporter.export(spans);
        return sent.whenComplete(() -> {
            boolean failed = !sent.isSuccess();
            if (failing.compareAndSet(!failed, failed)) {
                if (failed) {
                    LOG.warn("Traces cannot be sent to {}, and are dropped: {}", url, why(sent.getFailureThrowable()));
                } else {
                    LOG.info("Traces are sent to {} again", url);
                }
            }
        });
    }

    /** What the network said, if it is that; without a stack, which says nothing more. */
    private static String why(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException) {
                return cause.toString();
            }
        }
        return failure == null ? "the receiver refuses them" : failure.toString();
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }
}
