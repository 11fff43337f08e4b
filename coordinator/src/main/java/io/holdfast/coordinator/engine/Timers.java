// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.engine;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * At most one timer per transaction, by ticks of {@value #TICK_MILLIS} ms. A tick that has come due gives its
 * transactions back in the order in which they were scheduled, so that the same inputs give the same outputs. Memory
 * grows with what is scheduled now, not with what ever was.
 */
final class Timers {
    static final long NONE = Long.MAX_VALUE;
    private static final long TICK_MILLIS = 16;

    private final TreeMap<Long, Set<GlobalTransaction>> ticks = new TreeMap<>();

    /** Moves the transaction's timer; {@link #NONE} takes it away. */
    void schedule(GlobalTransaction transaction, long atMillis) {
        if (transaction.timerMillis == atMillis) {
            return;
        }
        remove(transaction);
        transaction.timerMillis = atMillis;
        if (atMillis != NONE) {
            ticks.computeIfAbsent(tick(atMillis), unused -> new LinkedHashSet<>())
                    .add(transaction);
        }
    }

    /** When to look again, at the latest; {@link #NONE} if nothing is scheduled. */
    long nextDueMillis() {
        return ticks.isEmpty() ? NONE : ticks.firstKey() * TICK_MILLIS;
    }

    /** Takes one transaction that is due; null if there is none. */
    GlobalTransaction pollDue(long nowMillis) {
        Map.Entry<Long, Set<GlobalTransaction>> first = ticks.firstEntry();
        if (first == null || first.getKey() * TICK_MILLIS > nowMillis) {
            return null;
        }
        GlobalTransaction transaction = first.getValue().iterator().next();
        remove(transaction);
        transaction.timerMillis = NONE;
        return transaction;
    }

    private void remove(GlobalTransaction transaction) {
        if (transaction.timerMillis != NONE) {
            long tick = tick(transaction.timerMillis);
            Set<GlobalTransaction> due = ticks.get(tick);
            due.remove(transaction);
            if (due.isEmpty()) {
                ticks.remove(tick);
            }
        }
    }

    /** Rounded up, so that no timer is early. */
    private static long tick(long atMillis) {
        return Math.floorDiv(atMillis + TICK_MILLIS - 1, TICK_MILLIS);
    }
}
