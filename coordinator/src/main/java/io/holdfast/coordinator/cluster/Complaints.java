// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.cluster;

import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * Writes what is wrong with peers into the log, one line a second at most, so that nobody who can connect can fill it; what
 * is left out is counted in the next line. Safe for any thread.
 */
final class Complaints {
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final Logger log;
    private final LongSupplier nanoTime;
    private long nextNanos;
    private long leftOut;

    Complaints(Logger log, LongSupplier nanoTime) {
        this.log = log;
        this.nanoTime = nanoTime;
        this.nextNanos = nanoTime.getAsLong();
    }

    synchronized void warn(String complaint) {
        long now = nanoTime.getAsLong();
        if (now - nextNanos < 0) {
            leftOut++;
            return;
        }
        nextNanos = now + SECOND_NANOS;
        if (leftOut == 0) {
            log.warn("{}", complaint);
        } else {
            log.warn("{} ({} lines like this were left out)", complaint, leftOut);
            leftOut = 0;
        }
    }
}
