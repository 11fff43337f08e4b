// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.coordinator.model.Answer.Standing;
import io.holdfast.coordinator.model.KeyOwner;
import io.holdfast.coordinator.model.LogRecord;
import io.holdfast.coordinator.model.LogRecord.Begun;
import io.holdfast.coordinator.model.LogRecord.Finished;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.model.TransactionStatus;
import io.holdfast.coordinator.model.Xid;
import io.holdfast.coordinator.port.LaneLog;
import io.holdfast.coordinator.port.LogFailure;
import io.holdfast.coordinator.port.TransactionLog;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A log in memory that fails in the way and at the moment that a test chooses. */
final class FailingLog implements TransactionLog {
    /** What can happen to an append. */
    enum Fate {
        WRITTEN,
        REFUSED,
        /** It is in the log, but the answer is lost. */
        WRITTEN_BUT_UNKNOWN,
        FENCED,
        BUG,
        ERROR
    }

    /** The batches that are durable, and the order in which they and other things happened. */
    final List<List<LogRecord>> batches = new CopyOnWriteArrayList<>();

    final List<String> journal;
    volatile Supplier<Fate> fate = () -> Fate.WRITTEN;
    volatile String takeFailure;
    volatile String replayFailure;
    volatile RuntimeException lookUpBug;
    volatile String lookUpFailure;
    /** Appends and look-ups wait for it. */
    volatile CountDownLatch gate = new CountDownLatch(0);

    private int epoch;
    private int opened;
    private int closed;

    FailingLog(List<String> journal) {
        this.journal = journal;
    }

    synchronized int openLaneLogs() {
        return opened - closed;
    }

    synchronized int epoch() {
        return epoch;
    }

    @Override
    public List<LogRecord> history(TransactionId id) {
        return records().stream()
                .filter(record -> record.transaction().equals(id))
                .toList();
    }

    @Override
    public synchronized int epoch(int lane) {
        return epoch;
    }

    List<LogRecord> records() {
        List<LogRecord> all = new ArrayList<>();
        batches.forEach(all::addAll);
        return all;
    }

    /** Every transaction's records are there from the first on, each once and in their order. */
    void assertSound() {
        Map<TransactionId, Integer> next = new LinkedHashMap<>();
        for (LogRecord record : records()) {
            int expected = next.merge(record.transaction(), 1, Integer::sum) - 1;
            assertThat(record.sequence()).as("%s", record).isEqualTo(expected);
        }
    }

    @Override
    public synchronized LaneLog take(int lane) throws LogFailure {
        if (takeFailure != null) {
            throw new LogFailure(takeFailure);
        }
        opened++;
        return new Taken(++epoch);
    }

    @Override
    public KeyOwner findKey(String key) throws LogFailure {
        failLookUp();
        for (LogRecord record : records()) {
            if (record instanceof Begun begun
                    && key.equals(begun.facts().labels().key())) {
                Xid xid = new Xid(begun.address(), begun.transaction());
                return new KeyOwner(xid, begun.facts().labels().digest());
            }
        }
        return null;
    }

    private void failLookUp() throws LogFailure {
        passGate();
        if (lookUpBug != null) {
            throw lookUpBug;
        }
        if (lookUpFailure != null) {
            throw new LogFailure(lookUpFailure);
        }
    }

    @Override
    public Standing findFinished(TransactionId id) throws LogFailure {
        failLookUp();
        for (LogRecord record : records()) {
            if (record instanceof Finished end && end.transaction().equals(id)) {
                return new Standing(TransactionStatus.after(end.decision()), end.cause(), false);
            }
        }
        return null;
    }

    @Override
    public void close() {}

    private void passGate() {
        boolean interrupted = false;
        while (gate.getCount() > 0) {
            try {
                gate.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void closedOne() {
        closed++;
    }

    private final class Taken implements LaneLog {
        private final int mine;
        private boolean isClosed;

        Taken(int mine) {
            this.mine = mine;
        }

        @Override
        public int epoch() {
            return mine;
        }

        @Override
        public void replay(Consumer<LogRecord> reader) throws LogFailure {
            if (replayFailure != null) {
                throw new LogFailure(replayFailure);
            }
            Map<TransactionId, List<LogRecord>> byTransaction = new LinkedHashMap<>();
            for (LogRecord record : records()) {
                byTransaction
                        .computeIfAbsent(record.transaction(), id -> new ArrayList<>())
                        .add(record);
            }
            for (List<LogRecord> one : byTransaction.values()) {
                if (!(one.get(one.size() - 1) instanceof Finished)) {
                    one.forEach(reader);
                }
            }
        }

        @Override
        public void append(List<LogRecord> batch) throws LogFailure {
            journal.add("append");
            passGate();
            Fate now = fate.get();
            if (now == Fate.WRITTEN || now == Fate.WRITTEN_BUT_UNKNOWN) {
                batches.add(List.copyOf(batch));
            }
            switch (now) {
                case WRITTEN -> journal.add("durable");
                case REFUSED -> throw new LogFailure("the disk is full");
                case WRITTEN_BUT_UNKNOWN -> throw new LogFailure("the answer to COMMIT is lost");
                case FENCED -> throw new LogFailure("the lane was taken over");
                case BUG -> throw new IllegalStateException("a bug in the log");
                case ERROR -> throw new LinkageError("a class is missing");
            }
        }

        @Override
        public void close() {
            if (!isClosed) {
                isClosed = true;
                closedOne();
            }
        }
    }
}
