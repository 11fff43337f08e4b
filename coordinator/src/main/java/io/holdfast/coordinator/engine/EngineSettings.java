// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.engine;

import java.util.Set;

/**
 * The engine's limits and times.
 *
 * @param address {@code host:port} that new xids carry
 * @param defaultTimeoutMillis for a begin that names no timeout
 * @param maxTimeoutMillis a longer timeout is cut to this
 * @param attemptTimeoutMillis how long a Confirm or Cancel may stay unanswered before it counts as failed
 * @param maxOpenTransactions begun and not finished, per lane
 * @param maxBranches per transaction
 * @param maxApplicationDataChars per branch
 * @param serialNames transactions of these names have their branches confirmed one by one in the order of registration,
 *     and cancelled in the reverse order; all others in parallel
 * @param secondApprover whether what an operator forces ({@link io.holdfast.coordinator.model.Action#isForced}) takes two
 */
public record EngineSettings(
        String address,
        long defaultTimeoutMillis,
        long maxTimeoutMillis,
        long attemptTimeoutMillis,
        int maxOpenTransactions,
        int maxBranches,
        int maxApplicationDataChars,
        Backoff backoff,
        Set<String> serialNames,
        boolean secondApprover) {
    public EngineSettings {
        if (defaultTimeoutMillis < 1 || maxTimeoutMillis < defaultTimeoutMillis) {
            throw new IllegalArgumentException("transaction timeouts: 1 ms <= default <= max expected, got default "
                    + defaultTimeoutMillis + " ms, max " + maxTimeoutMillis + " ms");
        }
        if (attemptTimeoutMillis < 1) {
            throw new IllegalArgumentException(
                    "attempt timeout: must be positive, got " + attemptTimeoutMillis + " ms");
        }
        if (maxTimeoutMillis > Backoff.CENTURY_MILLIS || attemptTimeoutMillis > Backoff.CENTURY_MILLIS) {
            throw new IllegalArgumentException("timeouts: at most 100 years expected, got max " + maxTimeoutMillis
                    + " ms, attempt " + attemptTimeoutMillis + " ms");
        }
        if (maxOpenTransactions < 1 || maxBranches < 1 || maxApplicationDataChars < 1) {
            throw new IllegalArgumentException("limits must be positive: open transactions " + maxOpenTransactions
                    + ", branches " + maxBranches + ", application data " + maxApplicationDataChars);
        }
        serialNames = Set.copyOf(serialNames);
    }

    long effectiveTimeoutMillis(long asked) {
        return asked < 1 ? defaultTimeoutMillis : Math.min(asked, maxTimeoutMillis);
    }
}
