// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.sim;

import io.holdfast.coordinator.model.Answer.Standing;
import io.holdfast.coordinator.model.Decision;
import io.holdfast.coordinator.model.LogRecord;
import io.holdfast.coordinator.model.LogRecord.BranchRegistered;
import io.holdfast.coordinator.model.LogRecord.Decided;
import io.holdfast.coordinator.model.LogRecord.Finished;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.model.TransactionStatus;
import io.holdfast.coordinator.port.LaneLog;
import io.holdfast.coordinator.port.LogFailure;
import io.holdfast.coordinator.port.TransactionLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The log of the simulated world: what is synced survives a crash, of what is only written a random part does. An append
 * may fail before or after it has become durable, and the process may die in it.
 */
final class SimLog implements TransactionLog {
    private final SimWorld world;
    private final Map<Long, List<LogRecord>> synced = new TreeMap<>();
    private final List<List<LogRecord>> unsynced = new ArrayList<>();
    private int epoch;

    SimLog(SimWorld world) {
        this.world = world;
    }

    int epoch() {
        return epoch;
    }

    @Override
    public LaneLog take(int lane) throws LogFailure {
        if (world.chance(world.swarm.failedTakes)) {
            world.marks.hit("the log cannot be reached", "take");
            throw new LogFailure("the log cannot be reached");
        }
        world.crashPoint("before take");
        if (epoch == 0 || world.mutant != Mutant.LOG_KEEPS_THE_EPOCH) {
            epoch++;
        }
        world.trace.add("epoch", epoch);
        world.crashPoint("after take");
        world.oracle.taken(this::holds);
        return new Share(epoch);
    }

    private boolean holds(LogRecord record) {
        return synced.getOrDefault(record.transaction().value(), List.of()).contains(record);
    }

    /** What a killed machine leaves: all that was synced, and of the rest as much as luck has it. */
    void crash() {
        int survive = unsynced.isEmpty() ? 0 : world.random.nextInt(unsynced.size() + 1);
        unsynced.subList(0, survive).forEach(batch -> sync(batch, epoch));
        unsynced.clear();
    }

    private void sync(List<LogRecord> batch, int byEpoch) {
        world.oracle.durable(batch, byEpoch, epoch);
        for (LogRecord record : batch) {
            synced.computeIfAbsent(record.transaction().value(), id -> new ArrayList<>())
                    .add(record);
            world.trace.add("durable", record);
            world.marks.hit("transition", transition(record));
        }
    }

    private static String transition(LogRecord record) {
        String kind = record.getClass().getSimpleName();
        if (record instanceof Decided decided) {
            return kind + ' ' + decided.decision() + ' ' + decided.cause();
        }
        return record instanceof Finished end ? kind + ' ' + end.decision() + ' ' + end.cause() : kind;
    }

    @Override
    public Standing findFinished(TransactionId id) throws LogFailure {
        if (world.chance(world.swarm.failedReads)) {
            world.marks.hit("the log cannot be read", "look-up");
            throw new LogFailure("the log cannot be read");
        }
        if (world.mutant == Mutant.LOOK_UP_FINDS_NOTHING) {
            return null;
        }
        List<LogRecord> records = synced.getOrDefault(id.value(), List.of());
        if (records.isEmpty() || !(records.get(records.size() - 1) instanceof Finished finished)) {
            return null;
        }
        boolean commit = (finished.decision() == Decision.COMMIT) != (world.mutant == Mutant.LOOK_UP_LIES);
        return new Standing(
                commit ? TransactionStatus.CONFIRMED : TransactionStatus.CANCELLED, finished.cause(), false);
    }

    @Override
    public void close() {}

    private final class Share implements LaneLog {
        private final int ownEpoch;
        private boolean failed;

        Share(int ownEpoch) {
            this.ownEpoch = ownEpoch;
        }

        @Override
        public int epoch() {
            return ownEpoch;
        }

        @Override
        public void replay(Consumer<LogRecord> reader) throws LogFailure {
            for (List<LogRecord> records : synced.values()) {
                if (records.get(records.size() - 1) instanceof Finished) {
                    continue;
                }
                if (world.chance(world.swarm.failedReads / 4)) {
                    world.marks.hit("the log cannot be read", "recovery");
                    throw new LogFailure("the log cannot be read");
                }
                replay(records, reader);
            }
        }

        private void replay(List<LogRecord> records, Consumer<LogRecord> reader) {
            int branches = 0;
            for (LogRecord record : records) {
                world.crashPoint("in recovery");
                if (world.mutant == Mutant.RECOVERY_FORGETS_A_TRANSACTION
                        || (world.mutant == Mutant.RECOVERY_FORGETS_THE_DECISION && record instanceof Decided)
                        || (world.mutant == Mutant.RECOVERY_FORGETS_A_BRANCH
                                && record instanceof BranchRegistered
                                && ++branches > 1)) {
                    return;
                }
                reader.accept(record);
            }
        }

        @Override
        public void append(List<LogRecord> batch) throws LogFailure {
            world.oracle.appending(failed);
            List<LogRecord> copy = List.copyOf(batch);
            if (ownEpoch != SimLog.this.epoch && world.mutant != Mutant.LOG_DROPS_THE_FENCE) {
                failed = true;
                mark("fenced", copy);
                throw new LogFailure("epoch " + ownEpoch + " was fenced");
            }
            if (diesOrFails(copy)) {
                return;
            }
            if (world.mutant == Mutant.LOG_ACKNOWLEDGES_BEFORE_SYNC) {
                unsynced.add(copy);
                world.agenda.after(2, this::syncLate);
                return;
            }
            sync(copy, ownEpoch);
            world.oracle.acknowledged(copy);
            world.crashPoint("after append");
        }

        private void syncLate() {
            unsynced.forEach(batch -> sync(batch, ownEpoch));
            unsynced.clear();
        }

        /** Returns true if the failure was swallowed. */
        private boolean diesOrFails(List<LogRecord> batch) throws LogFailure {
            boolean dies = world.chance(world.swarm.crashes);
            if (!dies && !world.chance(world.swarm.failedAppends)) {
                return false;
            }
            boolean durable = world.random.nextBoolean();
            mark((dies ? "crash in append, " : "failed append, ") + (durable ? "durable" : "lost"), batch);
            if (durable) {
                sync(batch, ownEpoch);
            }
            if (dies) {
                throw new Crash();
            }
            failed = true;
            if (world.mutant != Mutant.LOG_SWALLOWS_A_FAILED_SYNC) {
                throw new LogFailure("the append may not have become durable");
            }
            failed = false;
            return true;
        }

        private void mark(String fault, List<LogRecord> batch) {
            world.trace.add(fault, batch.size());
            batch.forEach(record -> world.marks.hit(fault, record.getClass().getSimpleName()));
        }

        @Override
        public void close() {}
    }
}
