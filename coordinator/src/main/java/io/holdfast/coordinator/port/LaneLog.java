// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.port;

import io.holdfast.coordinator.model.LogRecord;
import java.util.List;
import java.util.function.Consumer;

/** One lane's share of the log, in one epoch. Used by the lane's thread only. */
public interface LaneLog extends AutoCloseable {
    /** From 1; larger than that of every owner before. */
    int epoch();

    /**
     * Reads every record of every unfinished transaction, transaction by transaction in the order of their sequence.
     *
     * @throws LogFailure if the log cannot be read, or holds a bad record: the message says where
     */
    void replay(Consumer<LogRecord> reader) throws LogFailure;

    /**
     * Appends all or nothing; durable when it returns (I15).
     *
     * @throws LogFailure if it may not have become durable, or the lane belongs to somebody else by now; whether the
     *     batch is in the log is then unknown, this object is of no more use, and the log alone can tell (I18, I19)
     */
    void append(List<LogRecord> batch) throws LogFailure;

    @Override
    void close();
}
