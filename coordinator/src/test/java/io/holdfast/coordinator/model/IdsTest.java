// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
                "h:8091:1\u0000"
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
}
