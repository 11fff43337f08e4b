// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import io.holdfast.coordinator.model.LogRecord;
import io.holdfast.coordinator.model.LogRecord.Begun;
import io.holdfast.coordinator.model.LogRecord.Finished;
import java.util.List;

/**
 * What a lane's log must hold. Every batch writes it into the lane's row, and recovery counts: checksums show what was
 * changed, and this what is gone.
 *
 * @param batches written in the lane's present epoch
 * @param openTransactions begun and not finished
 * @param openRecords of those, their begin included
 */
record Tally(long batches, long openTransactions, long openRecords) {
    /** Of the same log, in a new epoch. */
    Tally inNewEpoch() {
        return new Tally(0, openTransactions, openRecords);
    }

    Tally after(List<LogRecord> batch) {
        Tally tally = this;
        for (LogRecord record : batch) {
            tally = tally.with(record);
        }
        return new Tally(batches + 1, tally.openTransactions, tally.openRecords);
    }

    /** With one more record in the same batch. */
    Tally with(LogRecord record) {
        if (record instanceof Begun) {
            return new Tally(batches, openTransactions + 1, openRecords + 1);
        }
        if (record instanceof Finished) {
            return new Tally(batches, openTransactions - 1, openRecords - record.sequence());
        }
        return new Tally(batches, openTransactions, openRecords + 1);
    }

    boolean holdsAsMuchAs(Tally other) {
        return openTransactions == other.openTransactions && openRecords == other.openRecords;
    }
}
