// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.lane;

import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jctools.queues.MpscArrayQueue;

/**
 * What waits for a lane: filled by any thread, emptied by one. Bounded; whoever offers to a full one is told so. The
 * owner sleeps in {@link #await} and is woken only if it really sleeps, so that a busy lane costs its callers no system
 * call.
 */
final class Inbox<T> {
    private final MpscArrayQueue<T> queue;
    private final AtomicBoolean asleep = new AtomicBoolean();
    private volatile Thread owner;

    Inbox(int capacity) {
        queue = new MpscArrayQueue<>(capacity);
    }

    /** Whoever calls this takes what is offered from now on. */
    void ownedByThisThread() {
        owner = Thread.currentThread();
    }

    boolean offer(T item) {
        if (!queue.offer(item)) {
            return false;
        }
        wakeIfAsleep();
        return true;
    }

    /** The owner's sleep, this one or the next, ends at once. */
    void wake() {
        LockSupport.unpark(owner);
    }

    private void wakeIfAsleep() {
        // The item must be visible before the flag is read, else both sides could believe that the other one acts.
        VarHandle.fullFence();
        if (asleep.get() && asleep.compareAndSet(true, false)) {
            LockSupport.unpark(owner);
        }
    }

    /** The next item, or null. */
    T poll() {
        return queue.relaxedPoll();
    }

    /** Takes what is there now; what keeps coming meanwhile may be left for the next time. */
    void drain(Consumer<T> taker) {
        T item;
        for (int left = queue.capacity(); left > 0 && (item = poll()) != null; left--) {
            taker.accept(item);
        }
    }

    /** Safe for any thread; what comes and goes meanwhile may be counted or not. */
    int size() {
        return queue.size();
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    /** Returns when there may be something to take, after {@code maxMillis} at the latest. */
    void await(long maxMillis) {
        asleep.set(true);
        if (queue.isEmpty() && maxMillis > 0) {
            LockSupport.parkNanos(this, maxMillis * 1_000_000);
        }
        asleep.set(false);
        // An interrupt is nobody's way to talk to the owner, and left standing it would keep it from ever sleeping
        // again.
        Thread.interrupted();
    }
}
