// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.port;

import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.KeyOwner;
import io.holdfast.coordinator.model.LogRecord;
import io.holdfast.coordinator.model.TransactionId;
import java.util.List;

/** The durable truth. Safe for any thread. */
public interface TransactionLog extends AutoCloseable {
    /**
     * Takes a lane: durably raises its epoch, which fences whoever had it before (I20, I21).
     *
     * @throws LogFailure if the log cannot be reached, or is damaged
     */
    LaneLog take(int lane) throws LogFailure;

    /**
     * Reads how a finished transaction ended. May block for a read.
     *
     * @return null if the log holds no finished transaction of that id
     */
    Answer.Standing findFinished(TransactionId id) throws LogFailure;

    /**
     * Reads all that happened to a transaction, in its order, beginning with its begin. May block for a read.
     *
     * @return empty if the log does not know it
     */
    List<LogRecord> history(TransactionId id) throws LogFailure;

    /**
     * The epoch in which a lane was taken last. May block for a read.
     *
     * @return 0 if nobody has ever taken it
     */
    int epoch(int lane) throws LogFailure;

    /**
     * Reads which transaction was submitted under an idempotency key. May block for a read.
     *
     * @return null if the log holds none
     */
    KeyOwner findKey(String key) throws LogFailure;

    @Override
    void close();
}
