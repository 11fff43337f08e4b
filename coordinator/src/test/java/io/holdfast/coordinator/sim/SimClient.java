// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.sim;

import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.Answer.Standing;
import io.holdfast.coordinator.model.BeginFacts;
import io.holdfast.coordinator.model.Decision;
import io.holdfast.coordinator.model.Input;
import io.holdfast.coordinator.model.ReplyTo;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.model.Xid;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One caller with one transaction: begin, Try after Try, commit if all went well, else roll back. It may die anywhere,
 * change its mind after an unanswered commit, ask again, and ask days later.
 */
final class SimClient {
    private static final int ATTEMPTS = 5;

    private final SimWorld world;
    private final int branches;
    private final boolean serial;
    private final boolean commits;
    private Xid xid;
    /** Counts what is waited for, so that late answers to earlier questions are not taken for the present one's. */
    private int waiting;

    SimClient(SimWorld world) {
        this.world = world;
        this.branches = 1 + world.random.nextInt(3);
        this.serial = world.random.nextInt(4) == 0;
        this.commits = world.random.nextInt(5) > 0;
    }

    void start() {
        begin(1);
    }

    private boolean dies(String where) {
        if (world.strikes(Fault.CLIENT_DIES, xid.id())) {
            world.trace.add("client dies", where);
            waiting++;
            return true;
        }
        return false;
    }

    private void begin(int attempt) {
        long timeout = world.random.nextInt(4) == 0 ? 0 : 500L + world.random.nextInt(10_000);
        BeginFacts facts = new BeginFacts(serial ? "serial" : "order", "shop", "group", timeout);
        ask(
                null,
                to -> new Input.Begin(facts, to),
                answer -> {
                    if (answer instanceof Answer.Begun begun) {
                        xid = begun.xid();
                        tryNext(0);
                    } else {
                        beginAgain(attempt);
                    }
                },
                () -> beginAgain(attempt));
    }

    private void beginAgain(int attempt) {
        if (attempt < ATTEMPTS) {
            world.agenda.after(100L + world.random.nextInt(1_000), () -> begin(attempt + 1));
        }
    }

    private void tryNext(int branch) {
        if (dies("before Try")) {
            return;
        }
        if (branch == branches) {
            decide(commits ? Decision.COMMIT : Decision.CANCEL, 1);
            return;
        }
        SimParticipant participant = world.anyParticipant();
        int amount = 1 + world.random.nextInt(4);
        int question = ++waiting;
        Consumer<Boolean> answer = done -> {
            if (question == waiting) {
                waiting++;
                if (done) {
                    tryNext(branch + 1);
                } else {
                    rollBack();
                }
            }
        };
        world.network.send(
                "client",
                "participant",
                xid.id(),
                !commits,
                () -> world.tryAt(participant, xid, amount, !commits, answer));
        world.agenda.after(2 * Scenario.REPLY_TIMEOUT_MILLIS, () -> answer.accept(false));
    }

    private void rollBack() {
        if (!dies("before rollback")) {
            decide(Decision.CANCEL, 1);
        }
    }

    private void decide(Decision decision, int attempt) {
        TransactionId id = xid.id();
        ask(
                id,
                to -> new Input.Decide(id, decision, to),
                answer -> {
                    if (answer instanceof Standing) {
                        askLater(decision);
                    } else {
                        decideAgain(decision, attempt);
                    }
                },
                () -> decideAgain(decision, attempt));
        dies("with its decision under way"); // Then nobody hears the answer.
    }

    private void decideAgain(Decision decision, int attempt) {
        if (attempt >= ATTEMPTS || dies("after an unanswered decision")) {
            return;
        }
        boolean changes = world.strikes(Fault.CLIENT_CHANGES_ITS_MIND, xid.id());
        Decision next = changes ? Decision.CANCEL : decision;
        world.agenda.after(100L + world.random.nextInt(2_000), () -> decide(next, attempt + 1));
    }

    private void askLater(Decision decision) {
        int questions = world.random.nextInt(4);
        for (int i = 0; i < questions; i++) {
            world.agenda.after(world.random.nextInt(30_000), this::askStatus);
        }
        if (world.random.nextInt(3) == 0) {
            long later = Scenario.DAY_MILLIS * (1L + world.random.nextInt(3));
            world.agenda.after(later, this::askStatus);
            TransactionId id = xid.id();
            world.agenda.after(
                    later, () -> world.ask("client", id, to -> new Input.Decide(id, decision, to), answer -> {}));
        }
    }

    private void askStatus() {
        TransactionId id = xid.id();
        world.ask("client", id, to -> new Input.AskStatus(id, to), answer -> {});
    }

    private void ask(TransactionId about, Function<ReplyTo, Input> request, Consumer<Answer> then, Runnable otherwise) {
        int question = ++waiting;
        world.ask("client", about, request, answer -> {
            if (question == waiting) {
                waiting++;
                then.accept(answer);
            }
        });
        world.agenda.after(Scenario.REPLY_TIMEOUT_MILLIS, () -> {
            if (question == waiting) {
                waiting++;
                otherwise.run();
            }
        });
    }
}
