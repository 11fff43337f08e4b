// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.coordinator.engine.EngineWorld.Caller;
import io.holdfast.coordinator.model.Answer.Refusal;
import io.holdfast.coordinator.model.Answer.Refused;
import io.holdfast.coordinator.model.Answer.Standing;
import io.holdfast.coordinator.model.BranchStatus;
import io.holdfast.coordinator.model.Cause;
import io.holdfast.coordinator.model.Decision;
import io.holdfast.coordinator.model.Input.AskStatus;
import io.holdfast.coordinator.model.Input.LookedUp;
import io.holdfast.coordinator.model.Invariant;
import io.holdfast.coordinator.model.InvariantBroken;
import io.holdfast.coordinator.model.LogRecord;
import io.holdfast.coordinator.model.LogRecord.Begun;
import io.holdfast.coordinator.model.LogRecord.Decided;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.model.TransactionStatus;
import io.holdfast.coordinator.model.Xid;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** State is the fold of the records (I16). */
class EngineRecoveryTest {
    private static final int SEEDS = 300;

    @Test
    void aFoldOfTheRecordsIsTheStateInMemoryAtAnyMoment() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            RandomRun run = new RandomRun(seed);
            run.go(200);
        }
    }

    @Test
    void theSameSeedGivesTheSameRecordsAndAnswers() {
        for (long seed = 1; seed <= 20; seed++) {
            RandomRun first = new RandomRun(seed);
            RandomRun second = new RandomRun(seed);
            first.go(200);
            second.go(200);
            assertThat(first.world.allRecords())
                    .as("seed %d", seed)
                    .isNotEmpty()
                    .isEqualTo(second.world.allRecords());
        }
    }

    @Test
    void everyTransitionOfBothTablesIsTaken() {
        Set<String> taken = new TreeSet<>();
        for (long seed = 1; seed <= 20; seed++) {
            RandomRun run = new RandomRun(seed);
            run.go(200);
            collectTransitions(run.world.oracle.durable(), taken);
        }
        assertThat(taken).isEqualTo(tables());
    }

    private static void collectTransitions(Iterable<LogRecord> records, Set<String> taken) {
        Map<TransactionId, GlobalTransaction> all = new LinkedHashMap<>();
        for (LogRecord record : records) {
            if (record instanceof Begun begun) {
                all.put(begun.transaction(), new GlobalTransaction(begun));
                continue;
            }
            GlobalTransaction transaction = all.get(record.transaction());
            TransactionStatus before = transaction.status();
            Map<Branch, BranchStatus> branchesBefore = new LinkedHashMap<>();
            transaction.branches.forEach(branch -> branchesBefore.put(branch, branch.status));
            transaction.apply(record);
            note(before, transaction.status(), taken);
            branchesBefore.forEach((branch, status) -> note(status, branch.status, taken));
        }
    }

    private static void note(Enum<?> before, Enum<?> after, Set<String> taken) {
        if (before != after) {
            taken.add(before.getDeclaringClass().getSimpleName() + " " + before + " -> " + after);
        }
    }

    private static void noteIfHeld(Enum<?> before, Supplier<Enum<?>> after, Set<String> held) {
        try {
            note(before, after.get(), held);
        } catch (InvariantBroken absent) {
            assertThat(absent).hasMessageContaining("no ").hasMessageContaining("transition");
        }
    }

    private static Set<String> tables() {
        Set<String> transitions = new TreeSet<>();
        for (TransactionStatus from : TransactionStatus.values()) {
            for (TransactionStatus.Event event : TransactionStatus.Event.values()) {
                noteIfHeld(from, () -> from.on(event), transitions);
            }
        }
        for (BranchStatus from : BranchStatus.values()) {
            for (BranchStatus.Event event : BranchStatus.Event.values()) {
                noteIfHeld(from, () -> from.on(event), transitions);
            }
        }
        return transitions;
    }

    @Test
    void aRecoveredEngineNeverGivesAnIdOutAgain() {
        EngineWorld world = new EngineWorld();
        Set<Long> ids = new TreeSet<>();
        for (int restart = 0; restart < 5; restart++) {
            for (int i = 0; i < 20; i++) {
                Xid xid = world.begin();
                assertThat(ids.add(xid.id().value())).isTrue();
                if (i % 3 == 0) {
                    assertThat(ids.add(world.register(xid, "stock"))).isTrue();
                }
            }
            world.crash();
        }
    }

    @Test
    void aBeginWithoutABranchIsForgottenByACrash() {
        EngineWorld world = new EngineWorld();
        world.begin();
        world.crash();
        assertThat(world.engine.openTransactions()).isZero();
        assertThat(world.engine.nextTickMillis()).isEqualTo(Timers.NONE);
    }

    @Test
    void aBeginWithoutABranchOutlivesAnOrderlyEnd() {
        EngineWorld world = new EngineWorld();
        Xid used = world.begin();
        Xid left = world.begin();
        world.keepBegun();
        world.crash();
        assertThat(world.engine.openTransactions()).isEqualTo(2);

        assertThat(world.register(used, "stock")).isPositive();
        Caller decides = world.decide(used, Decision.COMMIT);
        world.done(world.takeOnlyCall());
        assertThat(world.answerOf(decides)).isEqualTo(new Standing(TransactionStatus.CONFIRMED, Cause.CALLER, false));
        Caller endsIt = world.decide(left, Decision.CANCEL);
        assertThat(world.answerOf(endsIt)).isEqualTo(new Standing(TransactionStatus.CANCELLED, Cause.CALLER, false));
        assertThat(world.engine.openTransactions()).isZero();
        world.crash();
        assertThat(world.engine.openTransactions())
                .as("its end was written too")
                .isZero();
    }

    @Test
    void whoeverAsksAFencedOwnerForWhatANewerOneBeganIsToldToAskAgain() {
        EngineWorld world = new EngineWorld();
        TransactionId newer = TransactionId.of(world.begin().id().lane(), 9, 1);
        Caller asks = world.newCaller(newer);
        world.take(new LookedUp(new AskStatus(newer, asks), null, List.of(), 9));
        assertThat(((Refused) world.answerOf(asks)).refusal()).isEqualTo(Refusal.UNAVAILABLE);
    }

    @Test
    void whatWasRecoveredSinceItWasLookedUpIsNotUnknown() {
        EngineWorld world = new EngineWorld();
        TransactionId id = world.begunWith("stock").id();
        Caller asks = world.newCaller(id);
        world.take(new LookedUp(new AskStatus(id, asks), null, List.of(), 0));
        assertThat(world.answerOf(asks)).isEqualTo(new Standing(TransactionStatus.TRYING, null, false));
    }

    @Test
    void recordsThatCannotHaveBeenWrittenStopTheRecovery() {
        EngineWorld world = new EngineWorld();
        Xid xid = world.begunWith("stock");
        world.decide(xid, Decision.COMMIT);
        var records = world.oracle.durable();
        Decided decided = (Decided) records.get(2);

        assertThatThrownBy(() -> world.recovered(records.subList(1, 2))).hasMessageContaining("I16");
        assertThatThrownBy(() -> {
                    Engine engine = world.recovered(records);
                    engine.recover(records.get(0));
                })
                .hasMessageContaining("I16 a transaction begins once");
        assertThatThrownBy(() -> {
                    Engine engine = world.recovered(records.subList(0, 2));
                    engine.recover(new Decided(decided.transaction(), 3, 0, decided.decision(), decided.cause()));
                })
                .hasMessageContaining("no gap");
        assertThatThrownBy(() -> {
                    Engine engine = world.recovered(records);
                    engine.recover(new Decided(decided.transaction(), 3, 0, Decision.CANCEL, decided.cause()));
                })
                .hasMessageContaining("I1");
    }

    @Test
    void anInvariantSaysWhichOneItIs() {
        assertThatThrownBy(() -> Invariant.check(false, "I99 nothing holds"))
                .isInstanceOf(InvariantBroken.class)
                .hasMessage("broken invariant: I99 nothing holds");
    }
}
