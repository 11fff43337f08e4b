// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.app;

import java.util.function.LongSupplier;

/**
 * Milliseconds since 1970 that go forward at the pace of real time while the process lives, whatever is done to the
 * machine's clock: a clock that jumps neither cancels everybody nor lets deadlines wait for hours (I23).
 */
final class SteadyClock implements LongSupplier {
    private final long startMillis = System.currentTimeMillis();
    private final long startNanos = System.nanoTime();

    @Override
    public long getAsLong() {
        return startMillis + (System.nanoTime() - startNanos) / 1_000_000;
    }
}
