// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.cluster;

import java.lang.invoke.VarHandle;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jctools.queues.MpscUnboundedArrayQueue;

/**
 * What any thread adds and one event loop takes, as much at once as has gathered: the loop is woken for the first thing,
 * and finds the rest. Not bounded itself; whoever adds is.
 */
final class Burst<T> {
    private static final int CHUNK = 64;

    private final MpscUnboundedArrayQueue<T> queue = new MpscUnboundedArrayQueue<>(CHUNK);
    private final AtomicBoolean announced = new AtomicBoolean();
    private final Executor loop;
    private final Runnable taker;

    /** @param taker takes all that is there, if it can; runs on the loop */
    Burst(Executor loop, Runnable taker) {
        this.loop = loop;
        this.taker = taker;
    }

    /** @return false if the loop has ended: nobody will come to take it */
    boolean add(T item) {
        queue.offer(item);
        // The item must be visible before the flag is read, else both sides could believe that the other one acts.
        VarHandle.fullFence();
        if (announced.get() || !announced.compareAndSet(false, true)) {
            return true;
        }
        try {
            loop.execute(this::announcedTake);
            return true;
        } catch (RejectedExecutionException ended) {
            announced.set(false);
            return false;
        }
    }

    private void announcedTake() {
        announced.set(false);
        taker.run();
    }

    /** What is there now: whoever could make more by taking takes no more than this. For one thread at a time. */
    int size() {
        return queue.size();
    }

    /** The next item, or null. For one thread at a time. */
    T poll() {
        return queue.poll();
    }
}
