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
import io.holdfast.coordinator.model.Input.Request;
import io.holdfast.coordinator.model.ReplyTo;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.port.LaneLog;
import io.holdfast.coordinator.port.LogContext;
import io.holdfast.coordinator.port.LogFailure;
import io.holdfast.coordinator.port.Outbox;
import io.holdfast.coordinator.port.TransactionLog;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a lane does, turn by turn, without the thread that drives it: takes what waits, lets the engine decide, makes the
 * records durable in one append, and only then lets out the effects that rest on them (I2, I8). It owns the lane's memory
 * and its share of the log, never blocks but in the log, and reads no clock but the one it was given, so that a simulator
 * can run it in virtual time.
 *
 * <p>Whoever drives it calls {@link #recover} before the first {@link #turn} and after every {@link #halt}, and halts it
 * whenever one of these throws. Only {@link #offer} and {@link #state} may be called by any thread.
 */
public final class LaneLoop {
    private static final Logger LOG = LoggerFactory.getLogger(LaneLoop.class);
    private static final long LONGEST_NAP_MILLIS = 1_000;

    private final int number;
    private final TransactionLog log;
    private final Outbox outbox;
    private final EngineSettings engineSettings;
    private final LaneSettings settings;
    private final LongSupplier clock;
    private final LogQuestions questions;
    private final Inbox<Input> inbox;
    private final Step step = new Step();

    private LaneLog laneLog;
    private Engine engine;
    /** What the engine is at, so that a bug does not swallow it; null between inputs. */
    private Input current;

    private long turnMillis;
    private long lazySinceMillis = -1;
    private long writtenMillis;
    private int haltsInARow;
    private String whyHalted = "the lane has not started yet, ask again";
    private volatile LaneState state;

    /**
     * @param questions their answers come back through {@link #offer}
     * @param clock milliseconds since 1970 that never go backwards while the process lives
     */
    public LaneLoop(
            int number,
            TransactionLog log,
            Outbox outbox,
            EngineSettings engineSettings,
            LaneSettings settings,
            LogQuestions questions,
            LongSupplier clock) {
        this.number = number;
        this.log = log;
        this.outbox = outbox;
        this.engineSettings = engineSettings;
        this.settings = settings;
        this.questions = questions;
        this.clock = clock;
        this.inbox = new Inbox<>(settings.inboxCapacity());
        this.state = new LaneState(number, 0, Condition.RECOVERING, null, 0, 0);
    }

    /** False if too much waits already: nothing was changed. */
    public boolean offer(Input input) {
        return inbox.offer(input);
    }

    public LaneState state() {
        return state;
    }

    /** Where the driver sleeps. */
    Inbox<Input> inbox() {
        return inbox;
    }

    /** Whether {@link #turn} may be called. */
    public boolean isRecovered() {
        return laneLog != null;
    }

    /**
     * Takes the lane under a new epoch and reads its log.
     *
     * @throws LogFailure if the log cannot be taken or read; nothing is held then
     */
    public void recover() throws LogFailure {
        long startedNanos = System.nanoTime();
        state = new LaneState(number, state.epoch(), Condition.RECOVERING, null, 0, 0);
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
        writtenMillis = clock.getAsLong();
        publish();
        LOG.info(
                "lane {} serves in epoch {}: {} unfinished transactions recovered in {} ms",
                number,
                taken.epoch(),
                engine.openTransactions(),
                (System.nanoTime() - startedNanos) / 1_000_000);
    }

    /**
     * One batch, from the inbox to the outbox.
     *
     * @return how many inputs it took; after none the driver may sleep for {@link #napMillis}
     * @throws LogFailure if the log failed: {@link #halt} is next
     */
    public int turn() throws LogFailure {
        if (engine.idsRunOut()) {
            throw new LogFailure("lane " + number + " has used up the ids of its epoch and takes a new one");
        }
        turnMillis = clock.getAsLong();
        int taken = takeBatch(turnMillis);
        if (engine.nextTickMillis() <= turnMillis) {
            engine.tick(turnMillis, step);
        }
        release(step.atOnce());
        writeWhatIsDue(turnMillis);
        release(step.effects());
        publish();
        return taken;
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
            if (isToRenew(now)) {
                write();
            }
            return;
        }
        if (lazySinceMillis < 0) {
            lazySinceMillis = now;
        }
        boolean full = step.records().size() >= settings.maxBatch();
        if (step.mustBeDurable() || full || now - lazySinceMillis >= settings.lazyMillis()) {
            write();
        }
    }

    private boolean isToRenew(long now) {
        return settings.renewMillis() > 0 && now - writtenMillis >= settings.renewMillis();
    }

    /** Writing nothing renews the lane's lease, and finds out whether it is still ours. */
    private void write() throws LogFailure {
        laneLog.append(step.records());
        writtenMillis = turnMillis;
        step.clearRecords();
        lazySinceMillis = -1;
        haltsInARow = 0;
    }

    private void release(Queue<Effect> effects) {
        if (effects.isEmpty()) {
            return;
        }
        for (Effect effect = effects.poll(); effect != null; effect = effects.poll()) {
            release(effect);
        }
        outbox.endOfBatch();
    }

    private void release(Effect effect) {
        if (effect instanceof Effect.Reply reply) {
            outbox.reply(reply.to(), reply.answer());
        } else if (effect instanceof Effect.Call call) {
            outbox.call(call.call());
        } else if (effect instanceof Effect.LookUpKey lookUp) {
            questions.askKey(lookUp.key(), lookUp.epoch());
        } else if (effect instanceof Effect.LookUp lookUp && !questions.ask(lookUp.request())) {
            Refused busy = new Refused(Refusal.BUSY, "too many questions about ended transactions: ask again");
            outbox.reply(lookUp.request().replyTo(), busy);
        }
    }

    /** How long after the last turn, in milliseconds, nothing comes due; 0 or less if something has by now. */
    public long napMillis() {
        long until = Math.min(engine.nextTickMillis(), turnMillis + LONGEST_NAP_MILLIS);
        if (lazySinceMillis >= 0) {
            until = Math.min(until, lazySinceMillis + settings.lazyMillis());
        }
        if (settings.renewMillis() > 0) {
            until = Math.min(until, writtenMillis + settings.renewMillis());
        }
        return until - turnMillis;
    }

    /** The orderly end: what waited for company is written, and what the next owner could not know otherwise. */
    public void close() throws LogFailure {
        engine.keepBegun(step);
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

    /**
     * The end, orderly or not: whoever still waits is passed on to the lane's next owner, or told so. May be repeated.
     *
     * @param passOn false if it has nobody to pass the request on to
     */
    public void finish(String why, Predicate<Request> passOn) {
        closeLog();
        state = new LaneState(number, state.epoch(), Condition.STOPPED, null, 0, 0);
        whyHalted = why;
        endWaiting(passOn);
    }

    /**
     * Throws the lane's memory away and tells everybody who waits to ask again (I18).
     *
     * @return how long to wait before {@link #recover}, in milliseconds; {@link #refuseWaiting} may be called meanwhile
     */
    public long halt(Throwable failure) {
        String problem = failure instanceof LogFailure ? failure.getMessage() : failure.toString();
        if (failure instanceof LogFailure) {
            LOG.error("lane {} halts and will recover from its log: {}", number, problem);
        } else {
            LogContext.about(
                    transaction(current),
                    () -> LOG.error("lane {} halts and will recover from its log: {}", number, problem, failure));
        }
        state = new LaneState(number, state.epoch(), Condition.HALTED, problem, 0, 0);
        whyHalted = "lane " + number + " is recovering from its log, ask again: " + problem;
        refuseWaiting();
        closeLog();
        engine = null;
        return settings.retryMillis(haltsInARow++);
    }

    /** Nothing of what is in memory may be believed any more: everybody is told so, and nobody is called. */
    public void refuseWaiting() {
        endWaiting(request -> false);
    }

    private void endWaiting(Predicate<Request> passOn) {
        List<ReplyTo> waiting = new ArrayList<>();
        addWaiting(step.atOnce(), waiting);
        addWaiting(step.effects(), waiting);
        step.clearEffects();
        step.clearRecords();
        lazySinceMillis = -1;
        Consumer<Request> passOnOrRefuse = request -> {
            if (!passOn.test(request)) {
                waiting.add(request.replyTo());
            }
        };
        if (engine != null) {
            engine.abandon(passOnOrRefuse);
        }
        if (asked(current) != null) {
            waiting.add(asked(current).replyTo()); // Half done: it is not known what it did.
        }
        current = null;
        inbox.drain(input -> {
            if (asked(input) != null) {
                passOnOrRefuse.accept(asked(input));
            }
        });
        // Each once, and always in the same order: a seed must be able to replay a halt.
        Set<ReplyTo> told = Collections.newSetFromMap(new IdentityHashMap<>());
        for (ReplyTo replyTo : waiting) {
            if (told.add(replyTo)) {
                refuse(replyTo, whyHalted);
            }
        }
        endOfRefusals();
    }

    private static void addWaiting(Queue<Effect> unreleased, List<ReplyTo> waiting) {
        for (Effect effect : unreleased) {
            if (effect instanceof Effect.Reply reply) {
                waiting.add(reply.to());
            } else if (effect instanceof Effect.LookUp lookUp) {
                waiting.add(lookUp.request().replyTo());
            }
        }
    }

    /** Which transaction that input is about; null if none is known, or there is no input. */
    private static TransactionId transaction(Input input) {
        if (input instanceof Input.BranchAnswered answered) {
            return answered.transaction();
        }
        return asked(input) instanceof Input.AboutTransaction request ? request.transaction() : null;
    }

    /** Who waits for that input, or null. */
    private static Request asked(Input input) {
        if (input instanceof Request request) {
            return request;
        }
        if (input instanceof Input.LookedUp lookedUp) {
            return lookedUp.request();
        }
        return input instanceof Input.LookUpFailed lookUpFailed ? lookUpFailed.request() : null;
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

    /** Requests that were taken and will not be worked on. */
    void refuse(List<? extends Request> requests, String why) {
        requests.forEach(request -> refuse(request.replyTo(), why));
        endOfRefusals();
    }

    private void publish() {
        int open = engine.openTransactions();
        int tries = engine.triesUnderWay();
        if (state.condition() != Condition.SERVING
                || state.openTransactions() != open
                || state.triesUnderWay() != tries) {
            state = new LaneState(number, laneLog.epoch(), Condition.SERVING, null, open, tries);
        }
    }
}
