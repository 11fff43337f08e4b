// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.watch;

import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.Cause;
import io.holdfast.coordinator.model.Decision;
import io.holdfast.coordinator.model.KeyOwner;
import io.holdfast.coordinator.model.LogRecord;
import io.holdfast.coordinator.model.LogRecord.AttemptFailed;
import io.holdfast.coordinator.model.LogRecord.Begun;
import io.holdfast.coordinator.model.LogRecord.BranchParked;
import io.holdfast.coordinator.model.LogRecord.Finished;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.model.TransactionStatus;
import io.holdfast.coordinator.port.LaneLog;
import io.holdfast.coordinator.port.LogFailure;
import io.holdfast.coordinator.port.TransactionLog;
import io.holdfast.coordinator.watch.LaneTally.Open;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;

/**
 * Counts what the lanes of this node write into the log, between them and it. What it costs a lane: two histograms a batch,
 * and a few steps a record. Owns the tallies of the lanes that are served here. Safe for any thread.
 */
public final class LogWatch {
    /** What of the log fails. */
    enum Operation {
        /** A lane is taken, under a new epoch. */
        TAKE,
        /** Recovery. */
        READ,
        APPEND
    }

    private final LongSupplier clock;
    /** Null if nothing is traced. */
    private final Tracing tracing;

    private final Map<Integer, LaneTally> lanes = new ConcurrentHashMap<>();
    private final Timer appends;
    private final DistributionSummary batches;
    private final LongAdder begun = new LongAdder();
    private final LongAdder attemptsFailed = new LongAdder();
    private final LongAdder parkings = new LongAdder();
    private final Map<Decision, Map<Cause, LongAdder>> ended = new EnumMap<>(Decision.class);
    private final Map<Operation, LongAdder> failures = new EnumMap<>(Operation.class);

    /**
     * @param clock the lanes' clock, in milliseconds since 1970
     * @param tracing null if nothing is traced
     */
    public LogWatch(MeterRegistry registry, LongSupplier clock, Tracing tracing) {
        this.clock = clock;
        this.tracing = tracing;
        appends = Timer.builder("holdfast.log.append")
                .description("Durable writes of a batch: how long one takes")
                .serviceLevelObjectives(millis(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000))
                .register(registry);
        batches = DistributionSummary.builder("holdfast.log.batch")
                .description("Records in a batch")
                .baseUnit("records")
                .serviceLevelObjectives(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000)
                .register(registry);
        countTransactions(registry);
        countTrouble(registry);
        showOpen(registry);
    }

    private static Duration[] millis(long... millis) {
        Duration[] durations = new Duration[millis.length];
        for (int i = 0; i < millis.length; i++) {
            durations[i] = Duration.ofMillis(millis[i]);
        }
        return durations;
    }

    private void countTransactions(MeterRegistry registry) {
        counter(registry, begun, "holdfast.transactions.begun", "Transactions written down, with their first branch");
        for (Decision decision : Decision.values()) {
            Map<Cause, LongAdder> causes = new EnumMap<>(Cause.class);
            for (Cause cause : Cause.values()) {
                LongAdder count = new LongAdder();
                causes.put(cause, count);
                counter(
                        registry,
                        count,
                        "holdfast.transactions.ended",
                        "Transactions that have ended, by what decided it",
                        "outcome",
                        TransactionStatus.after(decision).name(),
                        "cause",
                        cause.name());
            }
            ended.put(decision, causes);
        }
    }

    private void countTrouble(MeterRegistry registry) {
        counter(registry, attemptsFailed, "holdfast.attempts.failed", "Confirms and Cancels that did not succeed");
        counter(registry, parkings, "holdfast.branches.parkings", "Branches that were parked");
        for (Operation operation : Operation.values()) {
            LongAdder count = new LongAdder();
            failures.put(operation, count);
            String name = operation.name().toLowerCase(Locale.ROOT);
            counter(
                    registry,
                    count,
                    "holdfast.log.failures",
                    "Failures of the log, each of which halts a lane",
                    "operation",
                    name);
        }
    }

    private static void counter(
            MeterRegistry registry, LongAdder count, String name, String description, String... tags) {
        FunctionCounter.builder(name, count, LongAdder::sum)
                .description(description)
                .tags(tags)
                .register(registry);
    }

    private void showOpen(MeterRegistry registry) {
        open(registry, TransactionStatus.TRYING, Open::trying);
        open(registry, TransactionStatus.CONFIRMING, Open::confirming);
        open(registry, TransactionStatus.CANCELLING, Open::cancelling);
        Gauge.builder("holdfast.branches.parked", this, watch -> watch.open().parkedBranches())
                .description("Branches that are parked")
                .register(registry);
        Gauge.builder("holdfast.transactions.oldest.undecided", this, LogWatch::oldestUndecidedSeconds)
                .description("Age of the oldest transaction that is undecided; 0 if there is none")
                .baseUnit("seconds")
                .register(registry);
    }

    private void open(MeterRegistry registry, TransactionStatus state, ToDoubleFunction<Open> count) {
        Gauge.builder("holdfast.transactions.open", this, watch -> count.applyAsDouble(watch.open()))
                .description("Transactions written down and not ended")
                .tag("state", state.name())
                .register(registry);
    }

    /** The same log, watched. */
    public TransactionLog over(TransactionLog log) {
        return new Watched(log);
    }

    void failed(Operation operation) {
        failures.get(operation).increment();
    }

    /** To be called before a lane's first batch. */
    void serves(int lane, LaneTally tally) {
        lanes.put(lane, tally);
    }

    void serveNoMore(int lane, LaneTally tally) {
        lanes.remove(lane, tally);
    }

    void appended(List<LogRecord> batch, long nanos) {
        appends.record(nanos, TimeUnit.NANOSECONDS);
        batches.record(batch.size());
        if (tracing != null) {
            batch.forEach(tracing::appended);
        }
        for (LogRecord record : batch) {
            if (record instanceof Begun) {
                begun.increment();
            } else if (record instanceof Finished finished) {
                ended.get(finished.decision()).get(finished.cause()).increment();
            } else if (record instanceof AttemptFailed) {
                attemptsFailed.increment();
            } else if (record instanceof BranchParked) {
                parkings.increment();
            }
        }
    }

    /** What a lane that is served here has open; null while it is not, or is being recovered. */
    LaneTally tally(int lane) {
        return lanes.get(lane);
    }

    Open open() {
        return lanes.values().stream().map(LaneTally::open).reduce(Open.NONE, Open::plus);
    }

    private double oldestUndecidedSeconds() {
        long oldest = lanes.values().stream()
                .mapToLong(LaneTally::oldestUndecidedMillis)
                .min()
                .orElse(Long.MAX_VALUE);
        return oldest == Long.MAX_VALUE ? 0 : Math.max(0, clock.getAsLong() - oldest) / 1000.0;
    }

    private final class Watched implements TransactionLog {
        private final TransactionLog log;

        Watched(TransactionLog log) {
            this.log = log;
        }

        @Override
        public LaneLog take(int lane) throws LogFailure {
            try {
                return new WatchedLaneLog(lane, log.take(lane), LogWatch.this);
            } catch (LogFailure failure) {
                failed(Operation.TAKE);
                throw failure;
            }
        }

        @Override
        public Answer.Standing findFinished(TransactionId id) throws LogFailure {
            return log.findFinished(id);
        }

        @Override
        public List<LogRecord> history(TransactionId id) throws LogFailure {
            return log.history(id);
        }

        @Override
        public int epoch(int lane) throws LogFailure {
            return log.epoch(lane);
        }

        @Override
        public KeyOwner findKey(String key) throws LogFailure {
            return log.findKey(key);
        }

        @Override
        public void close() {
            log.close();
        }
    }
}
