// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class PercentileTest {
    @Test
    void itIsTheSmallestValueThatSoManyDoNotExceed() {
        long[] hundred = LongStream.rangeClosed(1, 100).map(i -> 101 - i).toArray();
        assertThat(Percentile.of(50, hundred)).isEqualTo(50);
        assertThat(Percentile.of(99, hundred)).isEqualTo(99);
        assertThat(Percentile.of(100, hundred)).isEqualTo(100);
    }

    @Test
    void ofFewValuesTheHighestIsNotHidden() {
        assertThat(Percentile.of(99, 5, 1, 3)).isEqualTo(5);
        assertThat(Percentile.of(50, 5, 1, 3)).isEqualTo(3);
        assertThat(Percentile.of(1, 7)).isEqualTo(7);
    }

    @Test
    void ofNothingThereIsNone() {
        assertThatThrownBy(() -> Percentile.of(50)).isInstanceOf(IllegalArgumentException.class);
    }
}
