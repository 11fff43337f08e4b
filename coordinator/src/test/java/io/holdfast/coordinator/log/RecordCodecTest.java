// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.coordinator.model.BranchType;
import io.holdfast.coordinator.model.Cause;
import io.holdfast.coordinator.model.Decision;
import io.holdfast.coordinator.model.LogRecord;
import io.holdfast.coordinator.model.LogRecord.Begun;
import io.holdfast.coordinator.model.LogRecord.BranchAcknowledged;
import io.holdfast.coordinator.model.LogRecord.Finished;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecordCodecTest {
    private final RecordCodec codec = new RecordCodec();

    private static List<LogRecord> everyKind() {
        return Records.of(0, 1)
                .begun()
                .registered(1)
                .registered(2, BranchType.XA, "balance", null)
                .reported(1, "{}")
                .decided(Decision.COMMIT, Cause.CALLER)
                .decided(Decision.CANCEL, Cause.TIMEOUT)
                .failed(1, "no answer")
                .parked(1)
                .acknowledged(1)
                .finished(Decision.CANCEL, Cause.TIMEOUT)
                .finished(Decision.COMMIT, Cause.CALLER, 1, Long.MAX_VALUE)
                .from(1);
    }

    private static LogRow with(LogRow row, String detail) {
        return LogRow.checked(row.transactionId(), row.sequence(), row.atMillis(), row.kind(), row.branchId(), detail);
    }

    @Test
    void everyKindComesBack() throws BadRecord {
        for (LogRecord record : everyKind()) {
            LogRow row = codec.toRow(record);
            assertThat(row.isIntact()).isTrue();
            assertThat(codec.toRecord(row)).isEqualTo(record);
        }
    }

    @Test
    void aBeginHasATableOfItsOwn() {
        Begun begun = (Begun) Records.of(0, 1).begun().all().get(0);
        assertThatThrownBy(() -> codec.toRow(begun)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void fieldsOfANewerVersionAreIgnoredInEveryKind() throws BadRecord {
        for (LogRecord record : everyKind()) {
            LogRow row = codec.toRow(record);
            if (row.detail() != null) {
                String more = row.detail()
                        .replaceFirst(
                                "\\{", "{\"tomorrow\":\"x\"" + (row.detail().length() > 2 ? "," : ""));
                assertThat(codec.toRecord(with(row, more))).isEqualTo(record);
            }
        }
    }

    /** Versions before durations were written. */
    @Test
    void aDurationThatWasNotWrittenIsUnknown() throws BadRecord {
        Finished finished = (Finished) codec.toRecord(LogRow.checked(
                1, 4, 5, "FINISHED", null, "{\"decision\":\"COMMIT\",\"cause\":\"CALLER\",\"7\":\"5 1\"}"));
        assertThat(finished.acknowledged())
                .containsExactly(new LogRecord.Acknowledgement(7, 5, 1, LogRecord.UNKNOWN_DURATION));
        BranchAcknowledged acknowledged = (BranchAcknowledged)
                codec.toRecord(LogRow.checked(1, 4, 5, "ACKNOWLEDGED", 7L, "{\"attempts\":\"2\"}"));
        assertThat(acknowledged.durationMillis()).isEqualTo(LogRecord.UNKNOWN_DURATION);
    }

    @Test
    void whateverTheDetailHoldsItIsReadOrRefusedAsABadRecord() {
        long seed = 20_260_731;
        Random random = new Random(seed);
        List<LogRecord> all = everyKind();
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            LogRow row = codec.toRow(all.get(random.nextInt(all.size())));
            StringBuilder detail = new StringBuilder(row.detail() == null ? "" : row.detail());
            for (int changes = 1 + random.nextInt(3); changes > 0 && detail.length() > 0; changes--) {
                int at = random.nextInt(detail.length());
                switch (random.nextInt(3)) {
                    case 0 -> detail.deleteCharAt(at);
                    case 1 -> detail.setCharAt(at, (char) random.nextInt(128));
                    default -> detail.insert(at, "\"{}[],:0x -".charAt(random.nextInt(11)));
                }
            }
            Long branchId = random.nextInt(10) == 0 ? null : row.branchId();
            LogRow changed = LogRow.checked(
                    row.transactionId(), row.sequence(), row.atMillis(), row.kind(), branchId, detail.toString());
            try {
                codec.toRecord(changed);
            } catch (BadRecord bad) {
                refused++;
                assertThat(bad).hasMessageStartingWith("it");
            } catch (RuntimeException other) {
                throw new AssertionError("seed " + seed + ", step " + i + ": " + changed, other);
            }
        }
        assertThat(refused).isBetween(1_000, 19_900);
    }

    @Test
    void aMissingFieldIsABadRecord() {
        for (LogRecord record : everyKind()) {
            LogRow row = codec.toRow(record);
            if (row.detail() != null && !row.kind().equals("REPORTED")) {
                assertThatThrownBy(() -> codec.toRecord(with(row, "{}")))
                        .as(row.kind())
                        .isInstanceOf(BadRecord.class);
                assertThatThrownBy(() -> codec.toRecord(with(row, null)))
                        .as(row.kind())
                        .isInstanceOf(BadRecord.class);
            }
        }
    }
}
