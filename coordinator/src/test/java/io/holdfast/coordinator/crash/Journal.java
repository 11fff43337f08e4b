// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.crash;

import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.Answer.Refused;
import io.holdfast.coordinator.model.Answer.Registered;
import io.holdfast.coordinator.model.Answer.Standing;
import io.holdfast.coordinator.model.BranchCall;
import io.holdfast.coordinator.model.KeyOwner;
import io.holdfast.coordinator.model.LogRecord;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.port.LaneLog;
import io.holdfast.coordinator.port.LogFailure;
import io.holdfast.coordinator.port.TransactionLog;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Writes down, line by line and in their order, what a life does at its ports: takes, appends, answers, calls. Each line is
 * out before the life goes on, so that whoever reads it knows what the life had promised when it was killed. Between any
 * two lines lies a boundary, at which a life can be made to end.
 */
final class Journal {
    private final Consumer<String> lines;
    private final Runnable boundary;

    /** @param boundary called before and after whatever is written down */
    Journal(Consumer<String> lines, Runnable boundary) {
        this.lines = lines;
        this.boundary = boundary;
    }

    private void write(Object... words) {
        StringBuilder line = new StringBuilder();
        for (Object word : words) {
            line.append(line.isEmpty() ? "" : "\t").append(word);
        }
        boundary.run();
        lines.accept(line.toString());
        boundary.run();
    }

    /** The log, with all that is done to it written down. */
    TransactionLog around(TransactionLog log) {
        return new TransactionLog() {
            @Override
            public LaneLog take(int lane) throws LogFailure {
                boundary.run();
                LaneLog taken = log.take(lane);
                write("taken", taken.epoch());
                return around(taken);
            }

            @Override
            public Standing findFinished(TransactionId id) throws LogFailure {
                Standing found = log.findFinished(id);
                write("found", id, found == null ? "nothing" : found.status() + " " + found.cause());
                return found;
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
                KeyOwner found = log.findKey(key);
                write("foundKey", key, found == null ? "nothing" : found.xid().id());
                return found;
            }

            @Override
            public void close() {
                log.close();
            }
        };
    }

    private LaneLog around(LaneLog lane) {
        return new LaneLog() {
            @Override
            public int epoch() {
                return lane.epoch();
            }

            @Override
            public void replay(Consumer<LogRecord> reader) throws LogFailure {
                List<LogRecord> records = new ArrayList<>();
                lane.replay(record -> {
                    records.add(record);
                    reader.accept(record);
                });
                write(words("replayed", records));
            }

            @Override
            public void append(List<LogRecord> batch) throws LogFailure {
                write(words("append", batch));
                lane.append(batch);
                write("appended");
            }

            @Override
            public void close() {
                lane.close();
            }
        };
    }

    private static Object[] words(String first, List<LogRecord> records) {
        List<Object> words = new ArrayList<>(List.of(first));
        words.addAll(records);
        return words.toArray();
    }

    void replied(TransactionId about, Answer answer) {
        if (answer instanceof Answer.Begun begun) {
            write("begun", begun.xid().id());
        } else if (answer instanceof Registered registered) {
            write("registered", about, registered.branchId());
        } else if (answer instanceof Standing standing) {
            write("standing", about, standing.status());
        } else if (answer instanceof Answer.Outcome outcome) {
            write("standing", outcome.xid().id(), outcome.standing().status());
        } else if (answer instanceof Refused refused) {
            write("refused", about, refused.refusal());
        }
    }

    void called(BranchCall call) {
        write("called", call.xid().id(), call.branchId(), call.phase());
    }
}
