// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdsTest {
    @Test
    void anIdGivesItsPartsBackAtEveryExtremeAndIsPositive() {
        for (int lane : new int[] {0, 1, 127, 128, TransactionId.MAX_LANE}) {
            for (int epoch : new int[] {1, 2, TransactionId.MAX_EPOCH}) {
                for (long counter : new long[] {1, 1L << 31, TransactionId.MAX_COUNTER}) {
                    TransactionId id = TransactionId.of(lane, epoch, counter);
                    assertThat(id.value()).isPositive();
                    assertThat(id.lane()).isEqualTo(lane);
                    assertThat(id.epoch()).isEqualTo(epoch);
                    assertThat(id.counter()).isEqualTo(counter);
                }
            }
        }
    }

    @Test
    void aPartThatDoesNotFitIsABug() {
        assertThatThrownBy(() -> TransactionId.of(256, 1, 1)).hasMessageContaining("I20");
        assertThatThrownBy(() -> TransactionId.of(-1, 1, 1)).hasMessageContaining("I20");
        assertThatThrownBy(() -> TransactionId.of(0, 0, 1)).hasMessageContaining("I20");
        assertThatThrownBy(() -> TransactionId.of(0, 1 << 20, 1)).hasMessageContaining("I20");
        assertThatThrownBy(() -> TransactionId.of(0, 1, 0)).hasMessageContaining("I20");
        assertThatThrownBy(() -> TransactionId.of(0, 1, 1L << 35)).hasMessageContaining("I20");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1:8091:1", "[::1]:8091:9223372036854775807", "host:1"})
    void anXidIsWrittenAsItWasRead(String text) {
        assertThat(Xid.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "1",
                ":1",
                "h:8091:",
                "h:8091:x",
                "h:8091:0",
                "h:8091:-1",
                "h:8091:9223372036854775808",
                "h:8091:1 ",
                "h:8091:1\u0000",
                "h:8091:+1",
                "h:8091:01",
                "h:8091:\u0661"
            })
    void whatIsNoXidIsRefusedWithItsText(String text) {
        assertThatThrownBy(() -> Xid.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not an xid")
                .hasMessageContaining(text);
    }

    @Test
    void aVeryLongTextIsRefusedWithItsBeginningOnly() {
        assertThatThrownBy(() -> Xid.parse("x".repeat(1_000_000)))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .hasSizeLessThan(200);
    }

    /** Seeded: what fails once fails again. */
    @Test
    void anyTextIsRefusedOrWrittenAsItWasRead() {
        Random random = new Random(1);
        String pieces = "::::0123456789+-.[]ah \u0661\uff11\ud83d\u0000";
        int read = 0;
        for (int i = 0; i < 200_000; i++) {
            StringBuilder text = new StringBuilder(random.nextInt(3) == 0 ? "" : "10.0.0.1:8091:");
            for (int length = random.nextInt(22); length > 0; length--) {
                text.append(pieces.charAt(random.nextInt(random.nextInt(3) == 0 ? pieces.length() : 14)));
            }
            try {
                assertThat(Xid.parse(text.toString())).hasToString(text.toString());
                read++;
            } catch (IllegalArgumentException refused) {
                assertThat(refused).hasMessageStartingWith("not an xid");
            }
        }
        assertThat(read).as("xids among the texts").isGreaterThan(1_000);
    }

    @Test
    void idsOfOneLaneGrowWithEpochAndCounter() {
        Random random = new Random(2);
        for (int i = 0; i < 100_000; i++) {
            int lane = random.nextInt(TransactionId.MAX_LANE + 1);
            int epoch = 1 + random.nextInt(TransactionId.MAX_EPOCH - 1);
            long counter = 1 + (random.nextLong() & (TransactionId.MAX_COUNTER >> 1));
            TransactionId id = TransactionId.of(lane, epoch, counter);
            assertThat(id).isEqualTo(TransactionId.of(id.lane(), id.epoch(), id.counter()));
            assertThat(TransactionId.of(lane, epoch, counter + 1).value()).isGreaterThan(id.value());
            assertThat(TransactionId.of(lane, epoch + 1, 1).value()).isGreaterThan(id.value());
            assertThat(Xid.parse("h:1:" + id).id()).isEqualTo(id);
        }
    }
}
