// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class ReportTableTest {
    @Test
    void textStandsLeftAndNumbersRight() {
        assertThat(new ReportTable("orders", "count", "p50 ms")
                        .row("FINE", "256", "12.5")
                        .row("OUT_OF_STOCK", "9", "-")
                        .lines())
                .containsExactly(
                        "orders        count  p50 ms", //
                        "---------------------------",
                        "FINE            256    12.5",
                        "OUT_OF_STOCK      9       -");
    }

    @Test
    void aRowOfTheWrongLengthIsRefused() {
        assertThatThrownBy(() -> new ReportTable("one").row("a", "b")).isInstanceOf(IllegalArgumentException.class);
    }
}
