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
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that owns a share of all transactions. Its loop takes what waits, lets the engine decide, makes the records
 * durable in one append, and only then lets the effects out (I2, I8). What arrives meanwhile is the next batch.
 *
 * <p>When the log fails or an invariant breaks, the lane halts: its memory is thrown away, whoever waits is told to ask
 * again, and the lane recovers from the log under a new epoch (I18, I19). Start and restart take the same path.
 *
 * <p>Every request that was taken gets exactly one answer, also when the lane halts or stops in the middle of it.
 */
public final class Lane {
    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);
    private static final long LONGEST_NAP_MILLIS = 1_000;
    private static final String SHUTTING_DOWN = "the coordinator is shutting down; ask another one, or ask again";

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
    /** What the engine is at, so that a bug does not swallow it; null between inputs. */
    private Input current;
    /** How many of the step's effects are out. */
    private int released;

    private long lazySinceMillis = -1;
    private int haltsInARow;
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
        this.lookUps = new LookUps(log, number, settings.lookUpCapacity(), this::offerAnyTime);
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
        return !stopping && offerAnyTime(input);
    }

    private boolean offerAnyTime(Input input) {
        if (!inbox.offer(input)) {
            return false;
        }
        if (state.condition() == Condition.STOPPED) {
            finish(); // The lane's thread will not see it any more.
        }
        return true;
    }

    public LaneState state() {
        return state;
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
                if (laneLog == null) {
                    recover();
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
        closeLog();
        state = new LaneState(number, state.epoch(), Condition.STOPPED, null, 0);
        refuseWaiting(SHUTTING_DOWN);
    }

    private synchronized void tellUnasked(List<Input.AboutTransaction> unasked) {
        unasked.forEach(request -> refuse(request.replyTo(), SHUTTING_DOWN));
        endOfRefusals();
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
        } catch (Throwable failure) {
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
            publish();
            if (taken == 0) {
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
            current = input;
            engine.step(input, now, step);
            current = null;
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
        haltsInARow = 0;
    }

    private void release() {
        List<Effect> effects = step.effects();
        if (effects.isEmpty()) {
            return;
        }
        while (released < effects.size()) {
            release(effects.get(released++));
        }
        step.clearEffects();
        released = 0;
        outbox.endOfBatch();
    }

    private void release(Effect effect) {
        if (effect instanceof Effect.Reply reply) {
            outbox.reply(reply.to(), reply.answer());
        } else if (effect instanceof Effect.Call call) {
            outbox.call(call.call());
        } else if (effect instanceof Effect.LookUp lookUp && !lookUps.ask(lookUp.request())) {
            Refused busy = new Refused(Refusal.BUSY, "too many questions about ended transactions: ask again");
            outbox.reply(lookUp.request().replyTo(), busy);
        }
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
        closeLog();
    }

    private void closeLog() {
        if (laneLog != null) {
            laneLog.close();
            laneLog = null;
        }
    }

    private void halt(Throwable failure) {
        String problem = failure instanceof LogFailure ? failure.getMessage() : failure.toString();
        if (failure instanceof LogFailure) {
            LOG.error("lane {} halts and will recover from its log: {}", number, problem);
        } else {
            LOG.error("lane {} halts and will recover from its log: {}", number, problem, failure);
        }
        state = new LaneState(number, state.epoch(), Condition.HALTED, problem, 0);
        String why = "lane " + number + " is recovering from its log, ask again: " + problem;
        refuseWaiting(why);
        closeLog();
        engine = null;
        long until = clock.getAsLong() + settings.retryMillis(haltsInARow++);
        for (long now = clock.getAsLong(); now < until && !stopping; now = clock.getAsLong()) {
            inbox.await(until - now);
            refuseWaiting(why);
        }
    }

    /** Nothing of what is in memory may be believed any more: everybody is told so, and nobody is called. */
    private void refuseWaiting(String why) {
        Set<ReplyTo> waiting = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Effect effect : step.effects().subList(released, step.effects().size())) {
            if (effect instanceof Effect.Reply reply) {
                waiting.add(reply.to());
            } else if (effect instanceof Effect.LookUp lookUp) {
                waiting.add(lookUp.request().replyTo());
            }
        }
        step.clearEffects();
        step.clearRecords();
        released = 0;
        lazySinceMillis = -1;
        if (engine != null) {
            engine.abandon(waiting::add);
        }
        addAsker(current, waiting);
        current = null;
        inbox.drain(input -> addAsker(input, waiting));
        waiting.forEach(replyTo -> refuse(replyTo, why));
        endOfRefusals();
    }

    private static void addAsker(Input input, Set<ReplyTo> waiting) {
        if (input instanceof Input.Request request) {
            waiting.add(request.replyTo());
        } else if (input instanceof Input.LookedUp lookedUp) {
            waiting.add(lookedUp.request().replyTo());
        } else if (input instanceof Input.LookUpFailed lookUpFailed) {
            waiting.add(lookUpFailed.request().replyTo());
        }
    }

    private void refuse(ReplyTo replyTo, String why) {
        try {
            outbox.reply(replyTo, new Refused(Refusal.UNAVAILABLE, why));
        } catch (RuntimeException bug) {
            LOG.error("lane {} cannot answer {}; the others are told all the same", number, replyTo, bug);
        }
    }

    private void endOfRefusals() {
        try {
            outbox.endOfBatch();
        } catch (RuntimeException bug) {
            LOG.error("lane {} cannot send its refusals", number, bug);
        }
    }

    private void publish() {
        int open = engine.openTransactions();
        if (state.condition() != Condition.SERVING || state.openTransactions() != open) {
            state = new LaneState(number, laneLog.epoch(), Condition.SERVING, null, open);
        }
    }
}
