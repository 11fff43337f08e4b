// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class WorkloadTest {
    @Test
    void ofEveryHundredTransactionsAsManyAreRolledBackAsWasSaid() {
        for (int percent : new int[] {0, 10, 100}) {
            Workload workload = new Workload(1, 3, percent);
            long rolledBack = LongStream.range(500, 600)
                    .filter(number -> !workload.commits(number))
                    .count();
            assertThat(rolledBack).isEqualTo(percent);
        }
    }

    @Test
    void rollbacksAreSpread() {
        Workload workload = new Workload(1, 3, 10);
        long early = LongStream.range(0, 50)
                .filter(number -> !workload.commits(number))
                .count();
        assertThat(early).isBetween(3L, 7L);
    }

    @Test
    void whatTheClientsCannotDoIsRefused() {
        assertThatThrownBy(() -> new Workload(0, 3, 0)).hasMessageContaining("callers: 1 to 1024");
        assertThatThrownBy(() -> new Workload(1025, 3, 0)).hasMessageContaining("got 1025");
        assertThatThrownBy(() -> LoadOptions.parse(List.of("--client", "fat")))
                .hasMessage("--client: stock or lean expected, got fat");
        assertThatThrownBy(() -> LoadOptions.parse(List.of("--pid", "x"))).hasMessage("--pid: there is no process x");
    }

    @Test
    void percentilesAreValuesThatWereMeasured() {
        Latencies some = new Latencies();
        Latencies others = new Latencies();
        for (int i = 1; i <= 100; i++) {
            (i % 2 == 0 ? some : others).add(i * 1_000L);
        }
        int[] sorted = Latencies.sorted(List.of(some, others));
        assertThat(Latencies.percentile(sorted, 50)).isEqualTo(50);
        assertThat(Latencies.percentile(sorted, 99)).isEqualTo(99);
        assertThat(Latencies.percentile(sorted, 100)).isEqualTo(100);
        assertThat(Latencies.percentile(new int[0], 50)).isZero();
    }
}
