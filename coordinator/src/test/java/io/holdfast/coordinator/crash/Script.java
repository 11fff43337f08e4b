// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.crash;

import io.holdfast.coordinator.engine.Backoff;
import io.holdfast.coordinator.engine.EngineSettings;
import io.holdfast.coordinator.lane.LaneLoop;
import io.holdfast.coordinator.lane.LaneSettings;
import io.holdfast.coordinator.lane.LogQuestions;
import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.BeginFacts;
import io.holdfast.coordinator.model.BranchCall;
import io.holdfast.coordinator.model.BranchFacts;
import io.holdfast.coordinator.model.BranchType;
import io.holdfast.coordinator.model.CallResult;
import io.holdfast.coordinator.model.Decision;
import io.holdfast.coordinator.model.Endpoint;
import io.holdfast.coordinator.model.Input;
import io.holdfast.coordinator.model.Input.AboutTransaction;
import io.holdfast.coordinator.model.Input.AskStatus;
import io.holdfast.coordinator.model.Input.Begin;
import io.holdfast.coordinator.model.Input.Decide;
import io.holdfast.coordinator.model.Input.LookedUp;
import io.holdfast.coordinator.model.Input.RegisterBranch;
import io.holdfast.coordinator.model.Input.ReportBranch;
import io.holdfast.coordinator.model.Input.Submit;
import io.holdfast.coordinator.model.Labels;
import io.holdfast.coordinator.model.ReplyTo;
import io.holdfast.coordinator.model.Target;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.model.WaitFor;
import io.holdfast.coordinator.port.LogFailure;
import io.holdfast.coordinator.port.Outbox;
import io.holdfast.coordinator.port.TransactionLog;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * The life of one lane: the real loop and engine on a log, with a few transactions at a time that begin, register, report,
 * are decided, time out, fail, are retried, finish and are asked about, as a seed has it. One thread, virtual time.
 */
final class Script implements AutoCloseable {
    static final EngineSettings ENGINE = new EngineSettings(
            "10.0.0.1:8091", 60_000, 60_000, 30_000, 1_000, 100, 100_000, new Backoff(1, 1, 9, 1), Set.of(), false);
    private static final LaneSettings LANE = new LaneSettings(256, 64, 5, 5, 16);
    private static final int AT_ONCE = 10;
    private static final int RECOVERIES = 10;

    /** Who asked, and about what; a begin asks about nothing yet. */
    private record Asker(TransactionId about) implements ReplyTo {}

    private record Branch(TransactionId transaction, long id) {}

    private final Journal journal;
    private final TransactionLog log;
    private final Random random;
    private final LaneLoop loop;
    private final int recoveries;
    private final List<TransactionId> open = new ArrayList<>();
    private final List<TransactionId> ended = new ArrayList<>();
    private final List<Branch> branches = new ArrayList<>();
    private final List<BranchCall> calls = new ArrayList<>();
    private long nowMillis;

    /** @param startMillis the clock's first value, in milliseconds since 1970 */
    Script(TransactionLog log, Journal journal, long seed, long startMillis) {
        this(log, journal, seed, startMillis, RECOVERIES);
    }

    /** @param recoveries how often in a row the lane tries to recover before it gives up */
    Script(TransactionLog log, Journal journal, long seed, long startMillis, int recoveries) {
        this.journal = journal;
        this.log = journal.around(log);
        this.random = new Random(seed);
        this.nowMillis = startMillis;
        this.recoveries = recoveries;
        this.loop = new LaneLoop(0, this.log, new Out(), ENGINE, LANE, new Questions(), () -> nowMillis);
    }

    /**
     * Recovers, and lives on.
     *
     * @throws LogFailure if the log cannot be recovered; the lane holds nothing then
     */
    void live(int turns) throws LogFailure {
        AtomicInteger left = new AtomicInteger(turns);
        liveWhile(() -> left.getAndDecrement() > 0);
    }

    /** The same, for as long as it is told to. */
    void liveWhile(BooleanSupplier more) throws LogFailure {
        loop.recover();
        while (more.getAsBoolean()) {
            nowMillis += random.nextInt(100) == 0 ? 61_000 : random.nextInt(8);
            for (int inputs = 1 + random.nextInt(5); inputs > 0; inputs--) {
                offerSomething();
            }
            turn();
        }
    }

    /** The orderly end, if the lane is recovered. */
    @Override
    public void close() throws LogFailure {
        if (loop.isRecovered()) {
            loop.close();
        }
    }

    private void turn() throws LogFailure {
        try {
            loop.turn();
        } catch (LogFailure failure) {
            recoverAfter(failure);
        }
    }

    private void recoverAfter(LogFailure first) throws LogFailure {
        LogFailure failure = first;
        for (int tries = 0; tries < recoveries; tries++) {
            nowMillis += loop.halt(failure);
            calls.clear();
            try {
                loop.recover();
                return;
            } catch (LogFailure again) {
                failure = again;
            }
        }
        throw failure;
    }

    private void offerSomething() {
        int what = random.nextInt(100);
        if (open.size() < AT_ONCE && what < 25) {
            loop.offer(random.nextInt(4) == 0 ? submit() : begin());
        } else if (what < 50 && !open.isEmpty()) {
            TransactionId id = any(open);
            loop.offer(new RegisterBranch(id, facts(), new Asker(id)));
        } else if (what < 55 && !branches.isEmpty()) {
            Branch branch = any(branches);
            loop.offer(new ReportBranch(branch.transaction, branch.id, text(), new Asker(branch.transaction)));
        } else if (what < 68 && !open.isEmpty()) {
            TransactionId id = open.remove(random.nextInt(open.size()));
            ended.add(id);
            loop.offer(new Decide(id, random.nextInt(3) > 0 ? Decision.COMMIT : Decision.CANCEL, new Asker(id)));
        } else if (what < 72 && !ended.isEmpty()) {
            TransactionId id = any(ended);
            loop.offer(new AskStatus(id, new Asker(id)));
        } else if (!calls.isEmpty()) {
            BranchCall call = calls.remove(random.nextInt(calls.size()));
            loop.offer(call.answered(result()));
        }
    }

    private Input begin() {
        return new Begin(new BeginFacts("order", "shop", "group", 0), new Asker(null));
    }

    private Input submit() {
        String key = random.nextBoolean() ? null : "key-" + random.nextInt(40);
        Labels labels = new Labels(
                key, key == null ? null : "digest", new TreeMap<>(Map.of("order", "order " + random.nextInt(40))));
        Endpoint endpoint = new Endpoint.Http("http://h/try", "http://h/ok", "http://h/no");
        BranchFacts branch = BranchFacts.of(new Target("stock", endpoint, text(), List.of(), 0), "shop");
        List<BranchFacts> branches = Collections.nCopies(1 + random.nextInt(3), branch);
        return new Submit(new BeginFacts("order", "shop", "", 0, labels), branches, WaitFor.DECIDED, new Asker(null));
    }

    private CallResult result() {
        return random.nextInt(6) == 0 ? new CallResult.Retry("no answer") : new CallResult.Done();
    }

    private <T> T any(List<T> items) {
        return items.get(random.nextInt(items.size()));
    }

    private BranchFacts facts() {
        return new BranchFacts(BranchType.TCC, "stock", "inventory", "inventory:1.2.3.4:5", text());
    }

    /** Now and then of several pages. */
    private String text() {
        return Character.toString('a' + random.nextInt(26))
                .repeat(random.nextInt(30) == 0 ? 9_000 : random.nextInt(200));
    }

    private final class Questions implements LogQuestions {
        @Override
        public boolean ask(AboutTransaction request) {
            try {
                return loop.offer(new LookedUp(request, log.findFinished(request.transaction()), List.of(), 0));
            } catch (LogFailure failure) {
                return loop.offer(new Input.LookUpFailed(request, failure.getMessage()));
            }
        }

        @Override
        public void askKey(String key, int epoch) {
            try {
                loop.offer(new Input.KeyLookedUp(key, epoch, log.findKey(key)));
            } catch (LogFailure failure) {
                loop.offer(new Input.KeyLookUpFailed(key, epoch, failure.getMessage()));
            }
        }
    }

    private final class Out implements Outbox {
        @Override
        public void reply(ReplyTo to, Answer answer) {
            TransactionId about = ((Asker) to).about;
            journal.replied(about, answer);
            if (answer instanceof Answer.Begun begun) {
                open.add(begun.xid().id());
            } else if (answer instanceof Answer.Registered registered) {
                branches.add(new Branch(about, registered.branchId()));
            }
        }

        @Override
        public void call(BranchCall call) {
            journal.called(call);
            calls.add(call);
        }

        @Override
        public void endOfBatch() {}
    }
}
