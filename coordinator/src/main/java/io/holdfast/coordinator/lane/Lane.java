// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.lane;

import io.holdfast.coordinator.engine.Effect;
import io.holdfast.coordinator.engine.Engine;
import io.holdfast.coordinator.engine.EngineSettings;
import io.holdfast.coordinator.engine.Step;
import io.holdfast.coordinator.lane.LaneState.Condition;
import io.holdfast.coordinator.model.Answer.Refusal;
import io.holdfast.coordinator.model.Answer.Refused;
import io.holdfast.coordinator.model.Input;
import io.holdfast.coordinator.model.ReplyTo;
import io.holdfast.coordinator.port.LaneLog;
import io.holdfast.coordinator.port.LogFailure;
import io.holdfast.coordinator.port.Outbox;
import io.holdfast.coordinator.port.TransactionLog;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that owns a share of all transactions. Its loop takes what waits, lets the engine decide, makes the records
 * durable in one append, and only then lets the effects out (I2, I8). What arrives meanwhile is the next batch.
 *
 * <p>When the log fails or an invariant breaks, the lane halts: its memory is thrown away, whoever waits is told to ask
 * again, and the lane recovers from the log under a new epoch (I18, I19). Start and restart take the same path.
 */
public final class Lane {
    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);
    private static final long LONGEST_NAP_MILLIS = 1_000;

    private final int number;
    private final TransactionLog log;
    private final Outbox outbox;
    private final EngineSettings engineSettings;
    private final LaneSettings settings;
    private final LongSupplier clock;
    private final Inbox<Input> inbox;
    private final LookUps lookUps;
    private final Thread thread;
    private final Step step = new Step();

    private LaneLog laneLog;
    private Engine engine;
    private long lazySinceMillis = -1;
    private volatile boolean stopping;
    private volatile LaneState state;

    /** @param clock milliseconds since 1970 that never go backwards while the process lives */
    public Lane(
            int number,
            TransactionLog log,
            Outbox outbox,
            EngineSettings engineSettings,
            LaneSettings settings,
            LongSupplier clock) {
        this.number = number;
        this.log = log;
        this.outbox = outbox;
        this.engineSettings = engineSettings;
        this.settings = settings;
        this.clock = clock;
        this.inbox = new Inbox<>(settings.inboxCapacity());
        this.lookUps = new LookUps(log, number, settings.lookUpCapacity(), inbox);
        this.thread = new Thread(this::run, "holdfast-lane-" + number);
        this.state = new LaneState(number, 0, Condition.RECOVERING, null, 0);
    }

    /**
     * Recovers and begins to serve.
     *
     * @throws LogFailure if the log cannot be opened now: a start is refused, where a running lane would try again
     */
    public void start() throws LogFailure {
        recover();
        thread.start();
    }

    boolean offer(Input input) {
        return !stopping && inbox.offer(input);
    }

    public LaneState state() {
        return state;
    }

    /** Finishes what was taken, makes it durable, and gives the lane back. Waits for the lane's thread. */
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
        lookUps.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        inbox.ownedByThisThread();
        while (!stopping) {
            try {
                if (laneLog == null) {
                    recover();
                }
                serve();
            } catch (Exception failure) {
                halt(failure);
            }
        }
        refuseWaiting("the coordinator is shutting down; ask another one, or ask again");
        state = new LaneState(number, state.epoch(), Condition.STOPPED, null, 0);
    }

    private void recover() throws LogFailure {
        long startedNanos = System.nanoTime();
        state = new LaneState(number, state.epoch(), Condition.RECOVERING, null, 0);
        LaneLog taken = log.take(number);
        try {
            Engine recovered = new Engine(number, taken.epoch(), engineSettings);
            taken.replay(recovered::recover);
            recovered.resume(clock.getAsLong());
            engine = recovered;
        } catch (LogFailure | RuntimeException failure) {
            taken.close();
            throw failure;
        }
        laneLog = taken;
        publish();
        LOG.info(
                "lane {} serves in epoch {}: {} unfinished transactions recovered in {} ms",
                number,
                taken.epoch(),
                engine.openTransactions(),
                (System.nanoTime() - startedNanos) / 1_000_000);
    }

    private void serve() throws LogFailure {
        while (true) {
            long now = clock.getAsLong();
            int taken = takeBatch(now);
            if (engine.nextTickMillis() <= now) {
                engine.tick(now, step);
            }
            writeWhatIsDue(now);
            release();
            if (taken == 0) {
                publish();
                if (stopping && inbox.isEmpty()) {
                    close();
                    return;
                }
                inbox.await(napMillis(now));
            }
            if (engine.idsRunOut()) {
                throw new LogFailure("lane " + number + " has used up the ids of its epoch and takes a new one");
            }
        }
    }

    private int takeBatch(long now) {
        int taken = 0;
        Input input;
        while (taken < settings.maxBatch() && (input = inbox.poll()) != null) {
            engine.step(input, now, step);
            taken++;
        }
        return taken;
    }

    private void writeWhatIsDue(long now) throws LogFailure {
        if (step.records().isEmpty()) {
            return;
        }
        if (lazySinceMillis < 0) {
            lazySinceMillis = now;
        }
        if (step.mustBeDurable() || now - lazySinceMillis >= settings.lazyMillis()) {
            write();
        }
    }

    private void write() throws LogFailure {
        laneLog.append(step.records());
        step.clearRecords();
        lazySinceMillis = -1;
    }

    private void release() {
        if (step.effects().isEmpty()) {
            return;
        }
        for (Effect effect : step.effects()) {
            if (effect instanceof Effect.Reply reply) {
                outbox.reply(reply.to(), reply.answer());
            } else if (effect instanceof Effect.Call call) {
                outbox.call(call.call());
            } else if (effect instanceof Effect.LookUp lookUp && !lookUps.ask(lookUp.request())) {
                Refused busy = new Refused(Refusal.BUSY, "too many questions about ended transactions: ask again");
                outbox.reply(lookUp.request().replyTo(), busy);
            }
        }
        step.clearEffects();
        outbox.endOfBatch();
    }

    private long napMillis(long now) {
        long until = Math.min(engine.nextTickMillis(), now + LONGEST_NAP_MILLIS);
        if (lazySinceMillis >= 0) {
            until = Math.min(until, lazySinceMillis + settings.lazyMillis());
        }
        return until - now;
    }

    private void close() throws LogFailure {
        if (!step.records().isEmpty()) {
            write();
        }
        laneLog.close();
        laneLog = null;
    }

    private void halt(Exception failure) {
        String problem = failure instanceof LogFailure ? failure.getMessage() : failure.toString();
        if (failure instanceof LogFailure) {
            LOG.error("lane {} halts and will recover from its log: {}", number, problem);
        } else {
            LOG.error("lane {} halts and will recover from its log: {}", number, problem, failure);
        }
        state = new LaneState(number, state.epoch(), Condition.HALTED, problem, 0);
        String why = "lane " + number + " is recovering from its log, ask again: " + problem;
        refuseWaiting(why);
        if (laneLog != null) {
            laneLog.close();
            laneLog = null;
        }
        engine = null;
        long until = clock.getAsLong() + settings.retryMillis();
        for (long now = clock.getAsLong(); now < until && !stopping; now = clock.getAsLong()) {
            inbox.await(until - now);
            refuseWaiting(why);
        }
    }

    /** Nothing of what is in memory may be believed any more: everybody is told so, and nobody is called. */
    private void refuseWaiting(String why) {
        for (Effect effect : step.effects()) {
            if (effect instanceof Effect.Reply reply) {
                refuse(reply.to(), why);
            } else if (effect instanceof Effect.LookUp lookUp) {
                refuse(lookUp.request().replyTo(), why);
            }
        }
        step.clearEffects();
        step.clearRecords();
        lazySinceMillis = -1;
        if (engine != null) {
            engine.abandon(replyTo -> refuse(replyTo, why));
        }
        Input input;
        while ((input = inbox.poll()) != null) {
            if (input instanceof Input.Request request) {
                refuse(request.replyTo(), why);
            } else if (input instanceof Input.LookedUp lookedUp) {
                refuse(lookedUp.request().replyTo(), why);
            } else if (input instanceof Input.LookUpFailed lookUpFailed) {
                refuse(lookUpFailed.request().replyTo(), why);
            }
        }
        outbox.endOfBatch();
    }

    private void refuse(ReplyTo replyTo, String why) {
        outbox.reply(replyTo, new Refused(Refusal.UNAVAILABLE, why));
    }

    private void publish() {
        int open = engine.openTransactions();
        if (state.condition() != Condition.SERVING || state.openTransactions() != open) {
            state = new LaneState(number, laneLog.epoch(), Condition.SERVING, null, open);
        }
    }
}
