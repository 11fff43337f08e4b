// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.lane;

import io.holdfast.coordinator.engine.EngineSettings;
import io.holdfast.coordinator.lane.LaneState.Condition;
import io.holdfast.coordinator.model.Input;
import io.holdfast.coordinator.model.Input.AboutTransaction;
import io.holdfast.coordinator.port.LogFailure;
import io.holdfast.coordinator.port.Outbox;
import io.holdfast.coordinator.port.Ownership;
import io.holdfast.coordinator.port.TransactionLog;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that owns a share of all transactions, and drives {@link LaneLoop} with it. What arrives while a batch is
 * being written is the next batch.
 *
 * <p>When the log fails or an invariant breaks, the lane halts: its memory is thrown away, whoever waits is told to ask
 * again, and the lane recovers from the log under a new epoch (I18, I19). Start and restart take the same path.
 *
 * <p>Every request that was taken gets exactly one answer, also when the lane halts or stops in the middle of it.
 */
public final class Lane {
    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);
    private static final String STOPPED = "the coordinator is shutting down; ask another one, or ask again";

    private static final long POLL_NANOS = 5_000_000;

    private final int number;
    private final LaneLoop loop;
    private final Ownership ownership;
    private final Inbox<Input> inbox;
    private final LongSupplier clock;
    private final LookUps lookUps;
    private final Thread thread;
    private volatile boolean retiring;
    private volatile boolean stopping;

    /** @param clock milliseconds since 1970 that never go backwards while the process lives */
    public Lane(
            int number,
            TransactionLog log,
            Outbox outbox,
            EngineSettings engineSettings,
            LaneSettings settings,
            Ownership ownership,
            LongSupplier clock) {
        this.number = number;
        this.ownership = ownership;
        this.clock = clock;
        this.lookUps = new LookUps(log, number, settings.lookUpCapacity(), this::offerAnyTime);
        this.loop = new LaneLoop(number, log, outbox, engineSettings, settings, lookUps, clock);
        this.inbox = loop.inbox();
        this.thread = new Thread(this::run, "holdfast-lane-" + number);
    }

    /**
     * Recovers and begins to serve.
     *
     * @throws LogFailure if the log cannot be opened now: a start is refused, where a running lane would try again
     */
    public void start() throws LogFailure {
        loop.recover();
        thread.start();
    }

    /** Recovers and begins to serve, both on its own thread, and tries again for as long as the log fails. */
    void startRecovering() {
        thread.start();
    }

    /**
     * Takes no new transactions any more, and waits until no Try is under way: the lane's next owner could only cancel what
     * it finds half tried.
     */
    void retire(long atMostMillis) {
        retiring = true;
        long until = clock.getAsLong() + atMostMillis;
        while (state().triesUnderWay() > 0 && clock.getAsLong() < until) {
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    boolean isRetiring() {
        return retiring;
    }

    /** Whether it takes nothing any more. */
    boolean isClosing() {
        return stopping || state().condition() == Condition.STOPPED;
    }

    boolean offer(Input input) {
        return !stopping && offerAnyTime(input);
    }

    private boolean offerAnyTime(Input input) {
        if (!loop.offer(input)) {
            return false;
        }
        if (state().condition() == Condition.STOPPED) {
            finish(); // The lane's thread will not see it any more.
        }
        return true;
    }

    public LaneState state() {
        return loop.state();
    }

    /** How many inputs it has not taken yet. */
    int waiting() {
        return inbox.size();
    }

    /** Finishes what was taken, makes it durable, and gives the lane back. Waits for the lane's thread; may be repeated. */
    public void stop() {
        stopping = true;
        inbox.wake();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        finish();
        tellUnasked(lookUps.close());
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        inbox.ownedByThisThread();
        while (!stopping) {
            try {
                if (!loop.isRecovered()) {
                    if (!ownership.mayTake(number)) {
                        LOG.info("lane {} is another coordinator's now", number);
                        break;
                    }
                    loop.recover();
                }
                serve();
            } catch (Throwable failure) { // An Error too: a lane that dies silently would never answer anybody again.
                halt(failure);
            }
        }
        finish();
    }

    /** The end. Whoever offers an input from now on calls this again for it. */
    private synchronized void finish() {
        loop.finish(STOPPED, request -> ownership.passOn(number, request));
    }

    private synchronized void tellUnasked(List<AboutTransaction> unasked) {
        loop.refuse(
                unasked.stream()
                        .filter(request -> !ownership.passOn(number, request))
                        .toList(),
                STOPPED);
    }

    private void serve() throws LogFailure {
        while (true) {
            if (loop.turn() > 0) {
                continue;
            }
            if (stopping && inbox.isEmpty()) {
                loop.close();
                return;
            }
            inbox.await(loop.napMillis());
        }
    }

    private void halt(Throwable failure) {
        long until = loop.halt(failure) + clock.getAsLong();
        for (long now = clock.getAsLong(); now < until && !stopping; now = clock.getAsLong()) {
            inbox.await(until - now);
            loop.refuseWaiting();
        }
    }
}
