// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.watch;

import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.Answer.Refusal;
import io.holdfast.coordinator.model.BranchCall;
import io.holdfast.coordinator.model.Decision;
import io.holdfast.coordinator.model.Input;
import io.holdfast.coordinator.model.ReplyTo;
import io.holdfast.coordinator.port.ApiEntry;
import io.holdfast.coordinator.port.Coordinator;
import io.holdfast.coordinator.port.Outbox;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts what is asked of the lanes, and what is refused. Safe for any thread. */
public final class RequestWatch {
    /** What is asked. */
    private enum Kind {
        BEGIN,
        REGISTER,
        REPORT,
        COMMIT,
        ROLLBACK,
        SUBMIT,
        AWAIT,
        STATUS,
        FIND,
        OPERATE;

        static Kind of(Input.Request request) {
            if (request instanceof Input.RegisterBranch) {
                return REGISTER;
            }
            if (request instanceof Input.Decide decide) {
                return decide.decision() == Decision.COMMIT ? COMMIT : ROLLBACK;
            }
            if (request instanceof Input.Begin) {
                return BEGIN;
            }
            if (request instanceof Input.Submit) {
                return SUBMIT;
            }
            if (request instanceof Input.Await) {
                return AWAIT;
            }
            if (request instanceof Input.ReportBranch) {
                return REPORT;
            }
            if (request instanceof Input.FindByKey) {
                return FIND;
            }
            return request instanceof Input.Operate ? OPERATE : STATUS;
        }
    }

    private final MeterRegistry registry;
    private final Map<Refusal, LongAdder> refused;

    public RequestWatch(MeterRegistry registry) {
        this.registry = registry;
        this.refused = counters(
                Refusal.class, "holdfast.requests.refused", "Requests that were refused, by the reason", "reason");
    }

    private <E extends Enum<E>> Map<E, LongAdder> counters(
            Class<E> kinds, String name, String description, String label, String... tags) {
        Map<E, LongAdder> counters = new EnumMap<>(kinds);
        for (E kind : kinds.getEnumConstants()) {
            LongAdder count = new LongAdder();
            counters.put(kind, count);
            FunctionCounter.builder(name, count, LongAdder::sum)
                    .description(description)
                    .tag(label, kind.name().toLowerCase(Locale.ROOT))
                    .tags(tags)
                    .register(registry);
        }
        return counters;
    }

    /**
     * The same, watched.
     *
     * @param face by which front it is reached
     */
    public Coordinator over(Coordinator coordinator, String face) {
        Map<Kind, LongAdder> asked =
                counters(Kind.class, "holdfast.requests", "Requests to lanes", "request", "face", face);
        return input -> {
            if (!(input instanceof Input.Request request)) {
                return coordinator.offer(input);
            }
            asked.get(Kind.of(request)).increment();
            boolean taken = coordinator.offer(input);
            if (!taken) {
                refused.get(Refusal.BUSY).increment();
            }
            return taken;
        };
    }

    /** The same, watched: counts the refusals among what the lanes answer. */
    public Outbox over(Outbox outbox) {
        return new Outbox() {
            @Override
            public void reply(ReplyTo to, Answer answer) {
                if (answer instanceof Answer.Refused no) {
                    refused.get(no.refusal()).increment();
                }
                outbox.reply(to, answer);
            }

            @Override
            public void call(BranchCall call) {
                outbox.call(call);
            }

            @Override
            public void endOfBatch() {
                outbox.endOfBatch();
            }
        };
    }

    /** The same, watched: counts whom it lets in, and whom it does not. */
    public ApiEntry over(ApiEntry entry) {
        Map<ApiEntry.Verdict, LongAdder> verdicts = counters(
                ApiEntry.Verdict.class, "holdfast.api.tokens", "Calls of the API whose token was looked at", "verdict");
        return (authorization, acts) -> {
            ApiEntry.Verdict verdict = entry.check(authorization, acts);
            verdicts.get(verdict).increment();
            return verdict;
        };
    }
}
