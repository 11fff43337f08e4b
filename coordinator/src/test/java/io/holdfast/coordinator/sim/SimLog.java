// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.sim;

import io.holdfast.coordinator.log.LogFormat;
import io.holdfast.coordinator.model.Answer.Standing;
import io.holdfast.coordinator.model.Decision;
import io.holdfast.coordinator.model.KeyOwner;
import io.holdfast.coordinator.model.Labels;
import io.holdfast.coordinator.model.LogRecord;
import io.holdfast.coordinator.model.LogRecord.Begun;
import io.holdfast.coordinator.model.LogRecord.BranchRegistered;
import io.holdfast.coordinator.model.LogRecord.Decided;
import io.holdfast.coordinator.model.LogRecord.Finished;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.model.TransactionStatus;
import io.holdfast.coordinator.model.Xid;
import io.holdfast.coordinator.port.LaneLog;
import io.holdfast.coordinator.port.LogFailure;
import io.holdfast.coordinator.port.TransactionLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The log that all nodes of the simulated world share: what is synced survives a crash, of what is only written a random
 * part does. An append may fail before or after it has become durable, and the process may die in it. What
 * recovery reads has gone through the log's real format.
 */
final class SimLog {
    private record Unsynced(int lane, int epoch, List<LogRecord> batch) {}

    private final SimWorld world;
    private final Map<Long, List<LogRecord>> synced = new TreeMap<>();
    private final List<Unsynced> unsynced = new ArrayList<>();
    private final Map<Integer, Integer> epochs = new TreeMap<>();
    private final LogFormat format = new LogFormat();

    SimLog(SimWorld world) {
        this.world = world;
    }

    /** 0 if nobody has ever taken the lane. */
    int epoch(int lane) {
        return epochs.getOrDefault(lane, 0);
    }

    /** The log as one node reaches it, or does not. */
    TransactionLog from(SimNode node) {
        return new Connection(node);
    }

    private boolean holds(LogRecord record) {
        return synced.getOrDefault(record.transaction().value(), List.of()).contains(record);
    }

    /** What a killed machine leaves: all that was synced, and of the rest as much as luck has it. */
    void crash() {
        int survive = unsynced.isEmpty() ? 0 : world.random.nextInt(unsynced.size() + 1);
        unsynced.subList(0, survive).forEach(this::sync);
        unsynced.clear();
    }

    private void syncLate() {
        unsynced.forEach(this::sync);
        unsynced.clear();
    }

    private void sync(Unsynced written) {
        for (LogRecord record : written.batch()) {
            world.oracle.durable(record, written.lane(), written.epoch(), epoch(written.lane()));
            synced.computeIfAbsent(record.transaction().value(), id -> new ArrayList<>())
                    .add(record);
            world.trace.add("durable", record);
            boolean commit = world.oracle.known(record.transaction()).isCommitted();
            world.marks.durable(record, Transition.of(record, commit));
        }
        world.marks.appended(written.batch());
    }

    private Standing finished(TransactionId id) {
        List<LogRecord> records = synced.getOrDefault(id.value(), List.of());
        if (records.isEmpty() || !(records.get(records.size() - 1) instanceof Finished finished)) {
            return null;
        }
        boolean commit = (finished.decision() == Decision.COMMIT) != (world.mutant == Mutant.LOOK_UP_LIES);
        return new Standing(
                commit ? TransactionStatus.CONFIRMED : TransactionStatus.CANCELLED, finished.cause(), false);
    }

    private final class Connection implements TransactionLog {
        private final SimNode node;

        Connection(SimNode node) {
            this.node = node;
        }

        @Override
        public LaneLog take(int lane) throws LogFailure {
            node.reachesTheLog();
            if (world.strikesLane(Fault.TAKE_FAILS, lane, 0)) {
                throw new LogFailure("the log cannot be reached");
            }
            world.crash(Fault.CRASH_BEFORE_TAKE, lane, 0);
            if (epoch(lane) == 0 || world.mutant != Mutant.LOG_KEEPS_THE_EPOCH) {
                epochs.merge(lane, 1, Integer::sum);
            }
            world.trace.add("take", "lane " + lane + " in epoch " + epoch(lane) + " by " + node);
            world.crash(Fault.CRASH_AFTER_TAKE, lane, 0);
            world.oracle.taken(lane, SimLog.this::holds);
            return new Share(node, lane, epoch(lane));
        }

        @Override
        public Standing findFinished(TransactionId id) throws LogFailure {
            node.reachesTheLog();
            if (world.strikes(Fault.LOOK_UP_FAILS, id)) {
                throw new LogFailure("the log cannot be read");
            }
            return world.mutant == Mutant.LOOK_UP_FINDS_NOTHING ? null : finished(id);
        }

        @Override
        public List<LogRecord> history(TransactionId id) throws LogFailure {
            node.reachesTheLog();
            return List.copyOf(synced.getOrDefault(id.value(), List.of()));
        }

        @Override
        public int epoch(int lane) throws LogFailure {
            node.reachesTheLog();
            return SimLog.this.epoch(lane);
        }

        @Override
        public KeyOwner findKey(String key) throws LogFailure {
            node.reachesTheLog();
            if (world.strikes(Fault.LOOK_UP_FAILS)) {
                throw new LogFailure("the log cannot be read");
            }
            for (List<LogRecord> records : synced.values()) {
                Begun begun = (Begun) records.get(0);
                Labels labels = begun.facts().labels();
                if (key.equals(labels.key()) && world.mutant != Mutant.LOOK_UP_FINDS_NOTHING) {
                    return new KeyOwner(new Xid(begun.address(), begun.transaction()), labels.digest());
                }
            }
            return null;
        }

        @Override
        public void close() {}
    }

    private final class Share implements LaneLog {
        private final SimNode node;
        private final int lane;
        private final int ownEpoch;
        private boolean failed;

        Share(SimNode node, int lane, int ownEpoch) {
            this.node = node;
            this.lane = lane;
            this.ownEpoch = ownEpoch;
        }

        @Override
        public int epoch() {
            return ownEpoch;
        }

        @Override
        public void replay(Consumer<LogRecord> reader) throws LogFailure {
            for (List<LogRecord> records : synced.values()) {
                TransactionId id = records.get(0).transaction();
                if (id.lane() != lane || records.get(records.size() - 1) instanceof Finished) {
                    continue;
                }
                if (world.strikesLane(Fault.RECOVERY_READ_FAILS, lane, ownEpoch)) {
                    throw new LogFailure("the log cannot be read");
                }
                replay(records, reader);
            }
        }

        private void replay(List<LogRecord> records, Consumer<LogRecord> reader) {
            int branches = 0;
            for (LogRecord record : records) {
                world.crash(Fault.CRASH_IN_RECOVERY, lane, ownEpoch);
                if (world.mutant == Mutant.RECOVERY_FORGETS_A_TRANSACTION
                        || (world.mutant == Mutant.RECOVERY_FORGETS_THE_DECISION && record instanceof Decided)
                        || (world.mutant == Mutant.RECOVERY_FORGETS_A_BRANCH
                                && record instanceof BranchRegistered
                                && ++branches > 1)) {
                    return;
                }
                reader.accept(format.writtenAndRead(record));
            }
        }

        @Override
        public void append(List<LogRecord> batch) throws LogFailure {
            world.oracle.appending(failed);
            Unsynced written = new Unsynced(lane, ownEpoch, List.copyOf(batch));
            failed = world.mutant != Mutant.LOG_SWALLOWS_A_FAILED_SYNC; // Until it has succeeded.
            node.reachesTheLog();
            written.batch().forEach(record -> node.clock().strikes(record.transaction()));
            if (ownEpoch != SimLog.this.epoch(lane) && world.mutant != Mutant.LOG_DROPS_THE_FENCE) {
                world.marks.hit("fenced", "append");
                throw new LogFailure("epoch " + ownEpoch + " of lane " + lane + " was fenced");
            }
            if (failsOrDies(written)) {
                return;
            }
            if (world.mutant == Mutant.LOG_ACKNOWLEDGES_BEFORE_SYNC) {
                unsynced.add(written);
                world.agenda.after(2, SimLog.this::syncLate);
            } else {
                sync(written);
                world.oracle.acknowledged(lane, written.batch());
            }
            failed = false;
            world.crash(Fault.CRASH_AFTER_APPEND, lane, ownEpoch);
        }

        /** Returns true if the failure was swallowed. */
        private boolean failsOrDies(Unsynced written) throws LogFailure {
            if (strikes(Fault.CRASH_IN_APPEND_DURABLE, written)) {
                sync(written);
                throw new Crash();
            }
            if (strikes(Fault.CRASH_IN_APPEND_LOST, written)) {
                throw new Crash();
            }
            boolean durable = strikes(Fault.APPEND_FAILS_DURABLE, written);
            if (!durable && !strikes(Fault.APPEND_FAILS_LOST, written)) {
                return false;
            }
            if (durable) {
                sync(written);
            }
            if (world.mutant != Mutant.LOG_SWALLOWS_A_FAILED_SYNC) {
                throw new LogFailure("the append may not have become durable");
            }
            return true;
        }

        private boolean strikes(Fault fault, Unsynced written) {
            if (!world.strikes(fault)) {
                return false;
            }
            written.batch().forEach(record -> world.marks.struck(fault, record.transaction()));
            return true;
        }

        @Override
        public void close() {}
    }
}
