// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * Writes one line for each thing that a peer does wrong, but never more than a few a second, so that no peer can fill the
 * log: what is left out is counted in the next line. Safe for any thread.
 */
final class PeerComplaints {
    private static final int LINES_PER_SECOND = 5;
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final Logger log;
    private final LongSupplier nanoTime;
    private long windowStart;
    private int written;
    private long leftOut;

    PeerComplaints(Logger log, LongSupplier nanoTime) {
        this.log = log;
        this.nanoTime = nanoTime;
        this.windowStart = nanoTime.getAsLong();
    }

    synchronized void warn(String complaint) {
        long now = nanoTime.getAsLong();
        if (now - windowStart >= SECOND_NANOS) {
            windowStart = now;
            written = 0;
        }
        if (written >= LINES_PER_SECOND) {
            leftOut++;
            return;
        }
        written++;
        if (leftOut == 0) {
            log.warn("{}", complaint);
        } else {
            log.warn("{} ({} lines like this were left out)", complaint, leftOut);
            leftOut = 0;
        }
    }
}
