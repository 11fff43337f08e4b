// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.Answer.Standing;
import io.holdfast.coordinator.model.BeginFacts;
import io.holdfast.coordinator.model.BranchCall;
import io.holdfast.coordinator.model.BranchFacts;
import io.holdfast.coordinator.model.BranchType;
import io.holdfast.coordinator.model.CallResult;
import io.holdfast.coordinator.model.Decision;
import io.holdfast.coordinator.model.Input;
import io.holdfast.coordinator.model.Input.AboutTransaction;
import io.holdfast.coordinator.model.Input.AskStatus;
import io.holdfast.coordinator.model.Input.Begin;
import io.holdfast.coordinator.model.Input.Decide;
import io.holdfast.coordinator.model.Input.RegisterBranch;
import io.holdfast.coordinator.model.Input.ReportBranch;
import io.holdfast.coordinator.model.KeyOwner;
import io.holdfast.coordinator.model.LogRecord;
import io.holdfast.coordinator.model.LogRecord.Begun;
import io.holdfast.coordinator.model.LogRecord.Finished;
import io.holdfast.coordinator.model.ReplyTo;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.model.TransactionStatus;
import io.holdfast.coordinator.model.Xid;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * An engine with the world it needs: a time, a log that takes lazy records as late as it may, callers that count their
 * answers, participants that say what the test lets them say. Every effect is judged by {@link DurabilityOracle}.
 */
final class EngineWorld {
    static final int LANE = 3;

    /** Whoever asks. */
    record Caller(int number, TransactionId about) implements ReplyTo {}

    final DurabilityOracle oracle = new DurabilityOracle();
    final List<AboutTransaction> lookUps = new ArrayList<>();
    final List<Effect.LookUpKey> keyLookUps = new ArrayList<>();
    final List<BranchCall> calls = new ArrayList<>();
    private final EngineSettings settings;
    private final Step step = new Step();
    private final Map<Integer, Answer> answers = new TreeMap<>();
    private int callers;
    private int epoch = 1;
    Engine engine;
    long now = 1_700_000_000_000L;

    EngineWorld() {
        this(settings());
    }

    EngineWorld(EngineSettings settings) {
        this.settings = settings;
        this.engine = new Engine(LANE, epoch, settings);
    }

    static EngineSettings settings() {
        return new EngineSettings(
                "10.0.0.1:8091",
                60_000,
                600_000,
                5_000,
                50,
                4,
                100,
                new Backoff(1_000, 20_000, 4, 300_000),
                Set.of("serial"),
                false);
    }

    // What callers do.

    Caller ask(TransactionId about, Function<ReplyTo, Input> request) {
        Caller caller = new Caller(++callers, about);
        take(request.apply(caller));
        return caller;
    }

    /** The answer, which must be there at once. */
    Answer answerTo(TransactionId about, Function<ReplyTo, Input> request) {
        Caller caller = ask(about, request);
        assertThat(answerOf(caller)).as("an immediate answer").isNotNull();
        return answerOf(caller);
    }

    /** Null while the caller waits. */
    Answer answerOf(Caller caller) {
        return answers.get(caller.number());
    }

    int answered() {
        return answers.size();
    }

    int asked() {
        return callers;
    }

    Answer tryBegin(String name, long timeoutMillis) {
        return answerTo(null, to -> new Begin(new BeginFacts(name, "shop", "default_tx_group", timeoutMillis), to));
    }

    Xid begin() {
        return begin("place-order", 0);
    }

    Xid begin(String name, long timeoutMillis) {
        return ((Answer.Begun) tryBegin(name, timeoutMillis)).xid();
    }

    static BranchFacts facts(String resource) {
        return new BranchFacts(BranchType.TCC, resource, resource + "-service", resource + ":10.0.0.9:4711", "{}");
    }

    Answer tryRegister(Xid transaction, String resource) {
        return answerTo(transaction.id(), to -> new RegisterBranch(transaction.id(), facts(resource), to));
    }

    long register(Xid transaction, String resource) {
        return ((Answer.Registered) tryRegister(transaction, resource)).branchId();
    }

    Answer report(Xid transaction, long branchId, String data) {
        return answerTo(transaction.id(), to -> new ReportBranch(transaction.id(), branchId, data, to));
    }

    Caller decide(Xid transaction, Decision decision) {
        return ask(transaction.id(), to -> new Decide(transaction.id(), decision, to));
    }

    Standing status(Xid transaction) {
        return (Standing) answerTo(transaction.id(), to -> new AskStatus(transaction.id(), to));
    }

    /** A begun transaction with a branch for each resource. */
    Xid begunWith(String... resources) {
        Xid transaction = begin();
        for (String resource : resources) {
            register(transaction, resource);
        }
        return transaction;
    }

    // What participants do.

    /** The calls that went out since this was asked last. */
    List<BranchCall> takeCalls() {
        List<BranchCall> taken = List.copyOf(calls);
        calls.clear();
        return taken;
    }

    BranchCall takeOnlyCall() {
        List<BranchCall> taken = takeCalls();
        assertThat(taken).hasSize(1);
        return taken.get(0);
    }

    void done(BranchCall call) {
        answer(call, new CallResult.Done());
    }

    void failed(BranchCall call) {
        answer(call, new CallResult.Retry("connection reset"));
    }

    void answer(BranchCall call, CallResult result) {
        take(call.answered(result));
    }

    // What the lane does.

    void take(Input input) {
        engine.step(input, now, step);
        endOfBatch();
    }

    /** Several inputs in one batch. */
    void takeTogether(List<Input> inputs) {
        for (Input input : inputs) {
            engine.step(input, now, step);
        }
        endOfBatch();
    }

    Caller newCaller(TransactionId about) {
        return new Caller(++callers, about);
    }

    /** Lets time pass, with every tick at its very time. */
    void pass(long millis) {
        long until = now + millis;
        while (engine.nextTickMillis() <= until) {
            now = Math.max(now, engine.nextTickMillis());
            engine.tick(now, step);
            endOfBatch();
        }
        now = until;
    }

    /** Lets time pass until the next call goes out. */
    BranchCall awaitCall() {
        long until = now + 1_000_000;
        while (calls.isEmpty() && now < until) {
            pass(16);
        }
        return takeOnlyCall();
    }

    /** A pause: everything that came due meanwhile is late. */
    void oversleep(long millis) {
        now += millis;
        engine.tick(now, step);
        endOfBatch();
    }

    /** What an orderly end writes down. */
    void keepBegun() {
        engine.keepBegun(step);
        endOfBatch();
    }

    void answerLookUps() {
        List<AboutTransaction> asked = List.copyOf(lookUps);
        lookUps.clear();
        for (AboutTransaction request : asked) {
            List<Finished> ends = oracle.of(request.transaction(), Finished.class);
            Standing standing = ends.isEmpty()
                    ? null
                    : new Standing(
                            TransactionStatus.after(ends.get(0).decision()),
                            ends.get(0).cause(),
                            false);
            List<LogRecord> history = oracle.durable().stream()
                    .filter(record -> record.transaction().equals(request.transaction()))
                    .toList();
            take(new Input.LookedUp(request, standing, history.isEmpty() ? List.of() : Engine.branchesOf(history), 0));
        }
    }

    void answerKeyLookUps() {
        List<Effect.LookUpKey> asked = List.copyOf(keyLookUps);
        keyLookUps.clear();
        for (Effect.LookUpKey lookUp : asked) {
            KeyOwner owner = null;
            for (LogRecord record : oracle.durable()) {
                if (record instanceof Begun begun
                        && lookUp.key().equals(begun.facts().labels().key())) {
                    Xid xid = new Xid(begun.address(), begun.transaction());
                    owner = new KeyOwner(xid, begun.facts().labels().digest());
                }
            }
            take(new Input.KeyLookedUp(lookUp.key(), lookUp.epoch(), owner));
        }
    }

    /** What waited for company is written. */
    void flush() {
        oracle.written(step.records());
        step.clearRecords();
    }

    /** Everything in memory is lost, lazy records included; the next owner starts from what is durable. */
    void crash() {
        step.clearRecords();
        step.clearEffects();
        calls.clear();
        lookUps.clear();
        keyLookUps.clear();
        engine = recovered(oracle.durable());
        engine.resume(now);
    }

    Engine recovered(List<LogRecord> records) {
        Engine second = new Engine(LANE, ++epoch, settings);
        records.forEach(second::recover);
        return second;
    }

    /** Everything that the engine ever wrote, those records included that wait for company. */
    List<LogRecord> allRecords() {
        List<LogRecord> all = new ArrayList<>(oracle.durable());
        all.addAll(step.records());
        return all;
    }

    List<LogRecord> lazyRecords() {
        return List.copyOf(step.records());
    }

    private void endOfBatch() {
        step.atOnce().forEach(this::release);
        if (step.mustBeDurable()) {
            oracle.written(step.records());
            step.clearRecords();
        }
        step.effects().forEach(this::release);
        step.clearEffects();
    }

    private void release(Effect effect) {
        if (effect instanceof Effect.Reply reply) {
            Caller caller = (Caller) reply.to();
            assertThat(answers.put(caller.number(), reply.answer()))
                    .as("an earlier answer to %s, who now got %s", caller, reply.answer())
                    .isNull();
            TransactionId about = reply.answer() instanceof Answer.Outcome outcome
                    ? outcome.xid().id()
                    : caller.about();
            oracle.replied(about, reply.answer());
        } else if (effect instanceof Effect.Call call) {
            oracle.called(call.call());
            calls.add(call.call());
        } else if (effect instanceof Effect.LookUp lookUp) {
            lookUps.add(lookUp.request());
        } else if (effect instanceof Effect.LookUpKey lookUp) {
            keyLookUps.add(lookUp);
        }
    }
}
