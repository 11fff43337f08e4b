// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.load;

import java.util.Arrays;
import java.util.List;

/** Every latency that one caller saw, in microseconds. Used by one thread at a time. */
final class Latencies {
    private static final int FIRST_SIZE = 1024;

    private int[] micros = new int[FIRST_SIZE];
    private int size;

    void add(long nanos) {
        if (size == micros.length) {
            micros = Arrays.copyOf(micros, 2 * size);
        }
        micros[size++] = (int) Math.min(nanos / 1000, Integer.MAX_VALUE);
    }

    int size() {
        return size;
    }

    /** All of them in order. */
    static int[] sorted(List<Latencies> parts) {
        int[] all = new int[parts.stream().mapToInt(Latencies::size).sum()];
        int at = 0;
        for (Latencies part : parts) {
            System.arraycopy(part.micros, 0, all, at, part.size);
            at += part.size;
        }
        Arrays.sort(all);
        return all;
    }

    /** By nearest rank: always one that was measured; 0 if none was. */
    static long percentile(int[] sorted, int percent) {
        if (sorted.length == 0) {
            return 0;
        }
        int rank = (int) (((long) percent * sorted.length + 99) / 100);
        return sorted[Math.max(rank, 1) - 1];
    }
}
