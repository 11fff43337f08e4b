// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static final long CENTURY = 36_500L * 86_400_000;

    @Test
    void doublesUpToItsMaximumAndSlowsDownWhenParked() {
        Backoff backoff = new Backoff(1_000, 5_000, 6, 60_000);
        long[] full = {1_000, 2_000, 4_000, 5_000, 5_000, 5_000, 5_000};
        for (int failures = 1; failures <= full.length; failures++) {
            for (long branch = 1; branch < 500; branch++) {
                assertThat(backoff.delayMillis(failures, branch))
                        .as("after %d failures", failures)
                        .isBetween(full[failures - 1] * 3 / 4, full[failures - 1]);
                assertThat(backoff.parkedDelayMillis(failures, branch)).isBetween(45_000L, 60_000L);
            }
        }
    }

    @Test
    void branchesThatFailedTogetherDoNotComeBackTogether() {
        Backoff backoff = new Backoff(1_000, 5_000, 6, 60_000);
        Set<Long> delays = new TreeSet<>();
        for (long branch = 1; branch <= 100; branch++) {
            delays.add(backoff.delayMillis(1, branch));
        }
        assertThat(delays).hasSizeGreaterThan(60);
    }

    @Test
    void isTheSameForTheSameBranchAndAttempt() {
        Backoff backoff = new Backoff(1_000, 5_000, 6, 60_000);
        assertThat(backoff.delayMillis(2, 4_711)).isEqualTo(backoff.delayMillis(2, 4_711));
    }

    @Test
    void staysPositiveAndBoundedAtItsExtremes() {
        for (Backoff backoff : new Backoff[] {
            new Backoff(1, 1, 1, 1),
            new Backoff(1, CENTURY, Integer.MAX_VALUE, CENTURY),
            new Backoff(CENTURY, CENTURY, Integer.MAX_VALUE, 1)
        }) {
            for (int failures : new int[] {1, 2, 20, 21, 22, 63, 64, 65, Integer.MAX_VALUE - 1, Integer.MAX_VALUE}) {
                for (long branch : new long[] {0, 1, Long.MAX_VALUE, Long.MIN_VALUE}) {
                    assertThat(backoff.delayMillis(failures, branch))
                            .as("%s after %d failures", backoff, failures)
                            .isBetween(1L, backoff.longestMillis());
                }
            }
        }
    }

    @Test
    void impossibleValuesAreRefused() {
        assertThatThrownBy(() -> new Backoff(0, 10, 1, 1)).hasMessageContaining("first 0 ms");
        assertThatThrownBy(() -> new Backoff(11, 10, 1, 1)).hasMessageContaining("max 10 ms");
        assertThatThrownBy(() -> new Backoff(1, 10, 0, 1)).hasMessageContaining("park-after");
        assertThatThrownBy(() -> new Backoff(1, 10, 1, 0)).hasMessageContaining("parked");
        assertThatThrownBy(() -> new Backoff(1, Long.MAX_VALUE, 1, 1)).hasMessageContaining("100 years");
        assertThatThrownBy(() -> new Backoff(1, 10, 1, Long.MAX_VALUE)).hasMessageContaining("100 years");
    }
}
