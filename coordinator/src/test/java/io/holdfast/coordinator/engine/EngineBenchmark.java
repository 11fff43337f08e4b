// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.engine;

import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.BeginFacts;
import io.holdfast.coordinator.model.BranchCall;
import io.holdfast.coordinator.model.BranchFacts;
import io.holdfast.coordinator.model.BranchType;
import io.holdfast.coordinator.model.CallResult;
import io.holdfast.coordinator.model.Decision;
import io.holdfast.coordinator.model.Input;
import io.holdfast.coordinator.model.ReplyTo;
import io.holdfast.coordinator.model.TransactionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What the engine's decisions on one whole transaction cost: begin, branches, commit, acknowledgements. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class EngineBenchmark {
    private static final BeginFacts FACTS = new BeginFacts("place-order", "order", "group", 60_000);
    private static final BranchFacts BRANCH = new BranchFacts(
            BranchType.TCC, "inventory", "inventory", "inventory:127.0.0.1:40000", "{\"actionContext\":{}}");
    private static final CallResult DONE = new CallResult.Done();
    private static final ReplyTo CALLER = new ReplyTo() {};

    @Param({"3", "8"})
    public int branches;

    /** Transactions that are open meanwhile. */
    @Param({"0", "100000"})
    public int open;

    private final Step step = new Step();
    private Engine engine;
    private long now = 1_700_000_000_000L;

    @Setup
    public void openTransactions() {
        engine = new Engine(
                0,
                1,
                new EngineSettings(
                        "127.0.0.1:8091",
                        3_600_000,
                        86_400_000,
                        10_000,
                        1_000_000,
                        100,
                        100_000,
                        new Backoff(200, 30_000, 20, 300_000),
                        Set.of(),
                        false));
        for (int i = 0; i < open; i++) {
            TransactionId id = begin(0);
            engine.step(new Input.RegisterBranch(id, BRANCH, CALLER), now, step);
            clear();
        }
    }

    private TransactionId begin(long timeoutMillis) {
        BeginFacts facts = timeoutMillis == 0 ? new BeginFacts("held", "order", "group", 0) : FACTS;
        engine.step(new Input.Begin(facts, CALLER), now, step);
        Effect.Reply reply = (Effect.Reply) step.atOnce().element();
        return ((Answer.Begun) reply.answer()).xid().id();
    }

    private void clear() {
        step.clearRecords();
        step.clearEffects();
    }

    /** @return the records that it came to */
    @Benchmark
    public int committedTransaction() {
        now++;
        TransactionId id = begin(FACTS.timeoutMillis());
        for (int i = 0; i < branches; i++) {
            engine.step(new Input.RegisterBranch(id, BRANCH, CALLER), now, step);
        }
        step.clearEffects();
        engine.step(new Input.Decide(id, Decision.COMMIT, CALLER), now, step);
        List<BranchCall> calls = new ArrayList<>(branches);
        for (Effect effect : step.effects()) {
            calls.add(((Effect.Call) effect).call());
        }
        for (BranchCall call : calls) {
            engine.step(call.answered(DONE), now, step);
        }
        engine.tick(now, step);
        int records = step.records().size();
        clear();
        return records;
    }
}
