// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import io.holdfast.coordinator.model.LogRecord;
import io.holdfast.coordinator.model.LogRecord.Begun;

/** The log's format without a database, for worlds that keep their records in memory. */
public final class LogFormat {
    private final RecordCodec codec = new RecordCodec();

    /** What is read back once the record was written. */
    public LogRecord writtenAndRead(LogRecord record) {
        if (record instanceof Begun) {
            return record; // It has a table of its own, one column for each of its fields.
        }
        LogRow row = codec.toRow(record);
        try {
            if (row.isIntact()) {
                return codec.toRecord(row);
            }
            throw new BadRecord("its checksum does not match");
        } catch (BadRecord bad) {
            throw new AssertionError(record + " cannot be read back: " + bad.getMessage(), bad);
        }
    }
}
