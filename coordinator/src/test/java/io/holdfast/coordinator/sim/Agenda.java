// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.sim;

import java.util.PriorityQueue;

/** Virtual time: what happens next, at its moment, in the order in which it was planned. */
final class Agenda {
    private record Entry(long atMillis, long order, Runnable event) implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            int byTime = Long.compare(atMillis, other.atMillis);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private final PriorityQueue<Entry> entries = new PriorityQueue<>();
    private long nowMillis;
    private long planned;

    /** Milliseconds since the world began. */
    long nowMillis() {
        return nowMillis;
    }

    void after(long delayMillis, Runnable event) {
        entries.add(new Entry(nowMillis + Math.max(0, delayMillis), ++planned, event));
    }

    /** Lets the next event happen; false if there is none before {@code limitMillis}. */
    boolean next(long limitMillis) {
        Entry first = entries.peek();
        if (first == null || first.atMillis > limitMillis) {
            return false;
        }
        entries.remove();
        nowMillis = first.atMillis;
        first.event.run();
        return true;
    }
}
