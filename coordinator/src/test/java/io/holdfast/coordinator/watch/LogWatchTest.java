// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.Cause;
import io.holdfast.coordinator.model.Decision;
import io.holdfast.coordinator.model.KeyOwner;
import io.holdfast.coordinator.model.LogRecord;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.port.LaneLog;
import io.holdfast.coordinator.port.LogFailure;
import io.holdfast.coordinator.port.TransactionLog;
import io.holdfast.coordinator.watch.LaneTally.Open;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class LogWatchTest {
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final LogWatch watch = new LogWatch(registry, () -> 61_000, null);
    private final Memory memory = new Memory();

    private LaneLog taken() throws LogFailure {
        LaneLog log = watch.over(memory).take(0);
        log.replay(record -> {});
        return log;
    }

    private double value(String name, String... labels) {
        return registry.get(name).tags(labels).meters().stream()
                .flatMap(meter -> {
                    List<Double> values = new ArrayList<>();
                    meter.measure().forEach(one -> values.add(one.getValue()));
                    return values.stream().limit(1);
                })
                .mapToDouble(Double::doubleValue)
                .sum();
    }

    @Test
    void transactionIsCountedFromItsBeginToItsEnd() throws LogFailure {
        LaneLog log = taken();
        Shop order = new Shop(0, 1);
        log.append(order.begins(1_000));
        assertThat(watch.open()).isEqualTo(new Open(1, 0, 0, 0));
        assertThat(value("holdfast.transactions.oldest.undecided")).isEqualTo(60);
        log.append(order.decides(Decision.COMMIT, Cause.CALLER));
        assertThat(watch.open()).isEqualTo(new Open(0, 1, 0, 0));
        assertThat(value("holdfast.transactions.oldest.undecided")).isZero();
        log.append(order.ends(Decision.COMMIT, Cause.CALLER));
        assertThat(watch.open()).isEqualTo(Open.NONE);
        assertThat(value("holdfast.transactions.begun")).isEqualTo(1);
        assertThat(value("holdfast.transactions.ended", "outcome", "CONFIRMED", "cause", "CALLER"))
                .isEqualTo(1);
        assertThat(value("holdfast.transactions.ended")).isEqualTo(1);
        assertThat(registry.get("holdfast.log.append").timer().count()).isEqualTo(3);
        assertThat(registry.get("holdfast.log.batch").summary().totalAmount()).isEqualTo(4);
    }

    @Test
    void parkedBranchIsCountedUntilItIsResumedOrDone() throws LogFailure {
        LaneLog log = taken();
        Shop one = new Shop(0, 1);
        Shop other = new Shop(0, 2);
        for (Shop order : List.of(one, other)) {
            log.append(order.begins(1_000));
            log.append(order.decides(Decision.CANCEL, Cause.TIMEOUT));
            log.append(order.fails("no stock"));
            log.append(order.parks());
        }
        assertThat(watch.open()).isEqualTo(new Open(0, 0, 2, 2));
        assertThat(watch.tally(0).parked(10))
                .extracting(LaneTally.Parked::error)
                .containsExactly("no stock", "no stock");
        log.append(List.of(one.resumes()));
        log.append(other.ends(Decision.CANCEL, Cause.TIMEOUT));
        assertThat(watch.open()).isEqualTo(new Open(0, 0, 1, 0));
        assertThat(value("holdfast.branches.parkings")).isEqualTo(2);
        assertThat(value("holdfast.attempts.failed")).isEqualTo(2);
    }

    @Test
    void whatIsRecoveredIsOpenAndNotCountedAgain() throws LogFailure {
        Shop order = new Shop(0, 1);
        memory.records.addAll(order.begins(1_000));
        memory.records.addAll(order.decides(Decision.COMMIT, Cause.TRIED));
        memory.records.addAll(order.fails("broken"));
        memory.records.addAll(order.parks());
        LaneLog log = taken();
        assertThat(watch.open()).isEqualTo(new Open(0, 1, 0, 1));
        assertThat(value("holdfast.transactions.begun")).isZero();
        assertThat(value("holdfast.branches.parkings")).isZero();
        log.close();
        assertThat(watch.open()).as("a lane that is given up").isEqualTo(Open.NONE);
        assertThat(watch.tally(0)).isNull();
    }

    @Test
    void failedWriteCountsAsSuchAndChangesNothing() throws LogFailure {
        LaneLog log = taken();
        memory.failing = true;
        assertThatThrownBy(() -> log.append(new Shop(0, 1).begins(1_000))).isInstanceOf(LogFailure.class);
        assertThat(watch.open()).isEqualTo(Open.NONE);
        assertThat(value("holdfast.log.failures", "operation", "append")).isEqualTo(1);
        assertThat(value("holdfast.log.failures")).isEqualTo(1);
        assertThat(registry.get("holdfast.log.append").timer().count()).isZero();
        assertThatThrownBy(() -> watch.over(memory).take(1)).isInstanceOf(LogFailure.class);
        assertThat(value("holdfast.log.failures", "operation", "take")).isEqualTo(1);
    }

    @Test
    void oldestUndecidedOnesAreToldByTheirBeginWhicheverRegisteredFirst() throws LogFailure {
        LaneLog log = taken();
        Shop early = new Shop(0, 1);
        Shop late = new Shop(0, 2);
        log.append(late.begins(2_000));
        log.append(early.begins(1_000));
        assertThat(watch.tally(0).oldestUndecidedMillis()).isEqualTo(1_000);
        assertThat(watch.tally(0).undecidedSince(3_000, 10))
                .extracting(LogRecord.Begun::transaction)
                .containsExactly(early.id, late.id);
        assertThat(watch.tally(0).undecidedSince(2_000, 10)).hasSize(1);
        assertThat(watch.tally(0).undecidedSince(3_000, 1)).hasSize(1);
    }

    /** A log of one lane. */
    private static final class Memory implements TransactionLog {
        private final List<LogRecord> records = new ArrayList<>();
        private boolean failing;

        @Override
        public LaneLog take(int lane) throws LogFailure {
            failIfFailing();
            return new LaneLog() {
                @Override
                public int epoch() {
                    return 1;
                }

                @Override
                public void replay(Consumer<LogRecord> reader) {
                    records.forEach(reader);
                }

                @Override
                public void append(List<LogRecord> batch) throws LogFailure {
                    failIfFailing();
                    records.addAll(batch);
                }

                @Override
                public void close() {}
            };
        }

        private void failIfFailing() throws LogFailure {
            if (failing) {
                throw new LogFailure("the disk is gone");
            }
        }

        @Override
        public Answer.Standing findFinished(TransactionId id) {
            return null;
        }

        @Override
        public List<LogRecord> history(TransactionId id) {
            return records;
        }

        @Override
        public int epoch(int lane) {
            return 1;
        }

        @Override
        public KeyOwner findKey(String key) {
            return null;
        }

        @Override
        public void close() {}
    }
}
