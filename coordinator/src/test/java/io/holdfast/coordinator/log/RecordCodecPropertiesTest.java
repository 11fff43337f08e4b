// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.holdfast.coordinator.model.LogRecord;
import java.lang.management.ManagementFactory;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Seeded: what fails once fails again, and says its seed. What touches the row's form is in {@link #withDetail}. */
class RecordCodecPropertiesTest {
    private static final int ROUNDS = 10_000;

    private final RecordCodec codec = new RecordCodec();

    private static LogRow withDetail(LogRow row, String detail) {
        return LogRow.checked(row.transactionId(), row.sequence(), row.atMillis(), row.kind(), row.branchId(), detail);
    }

    @Test
    void everyRecordComesBackFromItsRow() throws BadRecord {
        RandomRecords records = new RandomRecords(1);
        for (int i = 0; i < ROUNDS; i++) {
            LogRecord record = records.next();
            LogRow row = codec.toRow(record);
            assertThat(row.isIntact()).isTrue();
            assertThat(codec.toRecord(row)).as("record " + i).isEqualTo(record);
        }
    }

    /** No detail, however it came to be, is more than a bad record: recovery must be able to say where it is. */
    @Test
    void anyDetailOfAnyKindIsReadOrBad() {
        RandomRecords records = new RandomRecords(2);
        int bad = 0;
        for (int seed = 0; seed < ROUNDS; seed++) {
            LogRow row = codec.toRow(records.next());
            LogRow other = codec.toRow(records.next());
            bad += isBad(withDetail(row, spoiled(row.detail(), other.detail(), new Random(seed))), seed) ? 1 : 0;
        }
        assertThat(bad).as("both happen").isBetween(ROUNDS / 10, ROUNDS - ROUNDS / 10);
    }

    @Test
    void monstrousDetailsAreBadAndCostNoMoreThanTheirLength() {
        RandomRecords records = new RandomRecords(3);
        int million = 1_000_000;
        String[] monsters = {
            "[".repeat(million),
            "{\"a\":".repeat(million / 5),
            "{\"" + "n".repeat(million) + "\":1}",
            "{\"attempt\":" + "9".repeat(million) + "}",
            "{\"attempt\":1e999999999,\"attempts\":1e999999999,\"next\":-1e-999999999}",
            "\"" + "\\u0000".repeat(million / 6),
            " ".repeat(million)
        };
        for (String monster : monsters) {
            for (int i = 0; i < 10; i++) {
                LogRow row = withDetail(codec.toRow(records.next()), monster);
                long before = allocated();
                isBad(row, i);
                assertThat(allocated() - before)
                        .as(row.kind() + " " + monster.substring(0, 10))
                        .isLessThan(2_000_000 + 40L * monster.length());
            }
        }
    }

    private boolean isBad(LogRow row, int seed) {
        try {
            assertThat(codec.toRecord(row).transaction().value()).isEqualTo(row.transactionId());
            return false;
        } catch (BadRecord bad) {
            assertThat(bad).hasMessageStartingWith("it");
            return true;
        } catch (RuntimeException other) {
            throw new AssertionError("seed " + seed + ": " + row, other);
        }
    }

    private static String spoiled(String detail, String other, Random random) {
        StringBuilder text = new StringBuilder(detail == null ? "{}" : detail);
        for (int changes = random.nextInt(4); changes > 0; changes--) {
            int at = text.isEmpty() ? 0 : random.nextInt(text.length());
            switch (random.nextInt(6)) {
                case 0 -> text.setLength(at);
                case 1 -> text.delete(at, Math.min(text.length(), at + random.nextInt(10)));
                case 2 -> text.insert(at, (char) random.nextInt(0x10000));
                case 3 -> text.insert(at, text.substring(0, at));
                case 4 ->
                    text.replace(at, Math.min(text.length(), at + random.nextInt(20)), other == null ? "" : other);
                default -> text.insert(at, "\"{}[],:0x -\\u".charAt(random.nextInt(13)));
            }
        }
        return text.toString();
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}
