// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.coordinator.model.Answer.Begun;
import io.holdfast.coordinator.model.BranchCall;
import io.holdfast.coordinator.model.Decision;
import io.holdfast.coordinator.model.Input.AskStatus;
import io.holdfast.coordinator.model.Input.RegisterBranch;
import io.holdfast.coordinator.model.Input.ReportBranch;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.model.Xid;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Random callers, participants, pauses and crashes from one seed. At random moments a second engine is rebuilt from the
 * records so far and compared with the living one; at the end all faults stop and everything must come to rest.
 */
final class RandomRun {
    final EngineWorld world = new EngineWorld();
    private final long seed;
    private final Random random;
    private final List<Xid> begun = new ArrayList<>();
    private final List<Long> branches = new ArrayList<>();
    private final List<BranchCall> sent = new ArrayList<>();
    private int abandoned;

    RandomRun(long seed) {
        this.seed = seed;
        this.random = new Random(seed);
    }

    void go(int steps) {
        try {
            for (int i = 0; i < steps; i++) {
                oneStep();
                sent.addAll(world.takeCalls());
                if (random.nextInt(10) == 0) {
                    assertFoldEqualsMemory();
                }
            }
            comeToRest();
        } catch (RuntimeException | AssertionError failure) {
            throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
        }
    }

    private void oneStep() {
        int dice = random.nextInt(100);
        if (begun.isEmpty() || dice < 12) {
            if (world.tryBegin(random.nextInt(3) == 0 ? "serial" : "order", random.nextInt(20_000))
                    instanceof Begun b) {
                begun.add(b.xid());
            }
        } else if (dice < 35) {
            TransactionId id = anyTransaction().id();
            String resource = "r" + random.nextInt(5);
            world.ask(id, to -> new RegisterBranch(id, EngineWorld.facts(resource), to));
            branches.add(id.value() + 1 + random.nextInt(3));
        } else if (dice < 40) {
            TransactionId id = anyTransaction().id();
            long branch =
                    random.nextBoolean() || branches.isEmpty() ? 1 : branches.get(random.nextInt(branches.size()));
            String data = random.nextInt(4) == 0 ? null : "d".repeat(random.nextInt(120));
            world.ask(id, to -> new ReportBranch(id, branch, data, to));
        } else if (dice < 52) {
            world.decide(anyTransaction(), random.nextInt(3) == 0 ? Decision.CANCEL : Decision.COMMIT);
        } else if (dice < 57) {
            TransactionId id = anyTransaction().id();
            world.ask(id, to -> new AskStatus(id, to));
        } else if (dice < 82) {
            answerACall();
        } else if (dice < 93) {
            world.pass(random.nextInt(800));
        } else if (dice < 95) {
            world.oversleep(random.nextInt(30_000));
        } else if (dice < 98) {
            world.answerLookUps();
        } else {
            crash();
        }
    }

    private void answerACall() {
        if (sent.isEmpty()) {
            return;
        }
        BranchCall call = sent.get(random.nextInt(sent.size()));
        if (random.nextInt(3) > 0) {
            sent.remove(call);
        }
        if (random.nextInt(3) == 0) {
            world.failed(call);
        } else {
            world.done(call);
        }
    }

    private Xid anyTransaction() {
        int recent = Math.min(begun.size(), 6);
        return begun.get(
                random.nextInt(10) == 0 ? random.nextInt(begun.size()) : begun.size() - 1 - random.nextInt(recent));
    }

    private void crash() {
        assertFoldEqualsMemory();
        world.engine.abandon(caller -> abandoned++);
        abandoned += world.lookUps.size();
        if (random.nextInt(4) == 0) {
            world.now += random.nextInt(100_000) - 50_000;
        }
        world.crash();
    }

    private void assertFoldEqualsMemory() {
        Engine second = world.recovered(world.allRecords());
        assertThat(folded(second)).isEqualTo(folded(world.engine));
        Engine third = world.recovered(world.allRecords());
        assertThat(folded(third)).as("recovering twice").isEqualTo(folded(second));
    }

    /** The part of an engine's state that the log must be able to give back. */
    private static Map<Long, String> folded(Engine engine) {
        Map<Long, String> state = new TreeMap<>();
        for (GlobalTransaction one : engine.transactions.open()) {
            if (one.written) {
                StringBuilder text = new StringBuilder();
                text.append(one.xid).append(' ').append(one.facts).append(' ').append(one.begunMillis);
                text.append(' ').append(one.status()).append(' ').append(one.cause());
                text.append(' ').append(one.nextSequence());
                for (Branch branch : one.branches) {
                    text.append('\n').append(branch.id).append(' ').append(branch.facts);
                    text.append(' ').append(branch.status).append(' ').append(branch.failedAttempts);
                    text.append(' ').append(branch.parked).append(' ').append(branch.nextAttemptMillis);
                }
                state.put(one.id().value(), text.toString());
            }
        }
        return state;
    }

    /** I24: with willing participants, everything ends within a time that the settings give. */
    private void comeToRest() {
        for (int round = 0; round < 5; round++) {
            sent.addAll(world.takeCalls());
            List<BranchCall> all = List.copyOf(sent);
            sent.clear();
            all.forEach(world::done);
            world.answerLookUps();
            world.pass(310_000);
            for (int i = 0; i < 5; i++) {
                world.takeCalls().forEach(world::done);
            }
        }
        assertThat(world.engine.openTransactions()).as("unfinished at rest").isZero();
        assertThat(world.engine.nextTickMillis()).as("timers at rest").isEqualTo(Timers.NONE);
        assertThat(world.lookUps).isEmpty();
        assertThat(world.answered() + abandoned)
                .as("every caller got one answer")
                .isEqualTo(world.asked());
        assertFoldEqualsMemory();
    }
}
