// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CallMeterTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final CallMeter meter = new CallMeter(0);

    @Test
    void quantilesAreRightToWithinAFifth() {
        for (int millis = 1; millis <= 1_000; millis++) {
            meter.ended(true, TimeUnit.MILLISECONDS.toNanos(millis), 0);
        }
        CallFigures figures = meter.figures(0);
        assertThat(figures.medianMillis()).isCloseTo(500, within(100.0));
        assertThat(figures.p99Millis()).isCloseTo(990, within(198.0));
    }

    @Test
    void failuresAreCountedForThemselves() {
        meter.ended(true, 1, 0);
        meter.ended(false, 1, 0);
        meter.ended(false, 1, 0);

        assertThat(meter.figures(1))
                .extracting(
                        CallFigures::calls,
                        CallFigures::failures,
                        CallFigures::recentCalls,
                        CallFigures::recentFailures)
                .containsExactly(3L, 2L, 3L, 2L);
    }

    @Test
    void whatIsRecentIsForgottenAfterAMinuteAndTheTotalsAreNot() {
        meter.ended(false, SECOND, 0);
        assertThat(meter.figures(31 * SECOND).recentCalls()).isEqualTo(1);
        meter.ended(true, SECOND, 32 * SECOND);
        assertThat(meter.figures(59 * SECOND).recentCalls()).isEqualTo(2);
        assertThat(meter.figures(62 * SECOND).recentCalls()).isEqualTo(1);
        assertThat(meter.figures(62 * SECOND).recentFailures()).isZero();

        CallFigures later = meter.figures(500 * SECOND);
        assertThat(later.recentCalls()).isZero();
        assertThat(later.medianMillis()).isZero();
        assertThat(later.calls()).isEqualTo(2);
        assertThat(later.failures()).isEqualTo(1);
    }

    @Test
    void extremeTimesHaveAPlace() {
        meter.ended(true, 0, 0);
        meter.ended(true, -1, 0);
        meter.ended(true, Long.MAX_VALUE, 0);
        assertThat(meter.figures(0).recentCalls()).isEqualTo(3);
    }
}
