// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import io.holdfast.coordinator.model.BeginFacts;
import io.holdfast.coordinator.model.LogRecord.Begun;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * A row of {@code transaction_log}.
 *
 * @param branchId null if the record is about the whole transaction
 * @param detail JSON, or null
 * @param crc CRC-32C of all the others
 */
record LogRow(long transactionId, int sequence, long atMillis, String kind, Long branchId, String detail, long crc) {
    static LogRow checked(long transactionId, int sequence, long atMillis, String kind, Long branchId, String detail) {
        long crc = crc(transactionId + "," + sequence + ',' + atMillis + ',' + kind + ',' + branchId + ',' + detail);
        return new LogRow(transactionId, sequence, atMillis, kind, branchId, detail, crc);
    }

    boolean isIntact() {
        return checked(transactionId, sequence, atMillis, kind, branchId, detail).crc == crc;
    }

    /** The checksum of a row of {@code global_transaction}, over what never changes in it. */
    static long crc(Begun begun) {
        BeginFacts facts = begun.facts();
        String labels = LabelsCodec.write(facts.labels());
        return crc(begun.transaction().value() + "," + begun.address() + ',' + facts.name() + ',' + facts.application()
                + ',' + facts.group() + ',' + facts.timeoutMillis() + ',' + begun.atMillis()
                + (labels == null ? "" : "," + facts.labels().key() + ',' + labels));
    }

    private static long crc(String text) {
        CRC32C crc = new CRC32C();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return crc.getValue();
    }
}
