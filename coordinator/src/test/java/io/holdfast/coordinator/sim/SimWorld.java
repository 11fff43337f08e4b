// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.sim;

import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.Answer.Registered;
import io.holdfast.coordinator.model.BranchCall;
import io.holdfast.coordinator.model.BranchFacts;
import io.holdfast.coordinator.model.BranchType;
import io.holdfast.coordinator.model.CallResult;
import io.holdfast.coordinator.model.Input;
import io.holdfast.coordinator.model.ReplyTo;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.model.Xid;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A whole world from one seed: clients, participants, a network, a log, and a coordinator that dies and comes back. First
 * everything fails as the seed's swarm has it; then faults stop, and everything must come to rest.
 */
final class SimWorld {
    private static final long BEGINNING = 1_700_000_000_000L;
    private static final int MOST_EVENTS = 200_000;

    final SplittableRandom random;
    final Swarm swarm;
    final Mutant mutant;
    final Agenda agenda = new Agenda();
    final Marks marks = new Marks();
    final Oracle oracle = new Oracle();
    final Trace trace;
    final SimLog log;
    final SimNetwork network;
    private final long seed;
    private final List<SimParticipant> participants = new ArrayList<>();
    private SimNode node;
    private SimNode fenced;
    private long clockOffset = BEGINNING;
    private boolean faulty = true;
    private int events;

    SimWorld(long seed, Mutant mutant, boolean readable) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
        this.swarm = new Swarm(random);
        this.mutant = mutant;
        this.trace = new Trace(agenda, readable);
        this.log = new SimLog(this);
        this.network = new SimNetwork(this);
        this.node = new SimNode(this, clockOffset);
        for (int i = 0; i < swarm.participants; i++) {
            participants.add(new SimParticipant(this, i, swarm.stock));
        }
    }

    /**
     * Runs to the end.
     *
     * @throws Broken if the oracle saw a broken invariant; its message names the seed
     */
    void run() {
        try {
            node.start();
            for (int i = 0; i < swarm.clients; i++) {
                agenda.after(random.nextLong(Swarm.FAULTS_END_MILLIS), new SimClient(this)::start);
            }
            agenda.after(500, this::misfortune);
            agenda.after(Swarm.FAULTS_END_MILLIS, this::faultsEnd);
            runUntil(Swarm.FAULTS_END_MILLIS + swarm.boundMillis());
            oracle.atRest();
            runUntil(Long.MAX_VALUE);
            atRest();
        } catch (Broken broken) {
            throw new Broken(where() + broken.getMessage());
        } catch (RuntimeException bug) {
            throw new IllegalStateException(where() + "the world itself has a bug", bug);
        }
    }

    private String where() {
        return "seed " + seed + " at " + agenda.nowMillis() + " ms: ";
    }

    private void runUntil(long limitMillis) {
        while (agenda.next(limitMillis)) {
            Oracle.check(++events < MOST_EVENTS, "I24 the world comes to rest", "it goes on and on");
        }
    }

    private void atRest() {
        oracle.atRest();
        node.atRest();
        participants.forEach(SimParticipant::atRest);
    }

    // Faults.

    /** Whether a fault of that strength, in a thousand, happens here. */
    boolean chance(int strength) {
        return faulty && strength > 0 && random.nextInt(1_000) < strength;
    }

    void crashPoint(String where) {
        if (chance(swarm.crashes)) {
            marks.hit("crash", where);
            trace.add("crash", where);
            throw new Crash();
        }
    }

    void died(SimNode dead) {
        dead.kill();
        if (dead != node) {
            return;
        }
        trace.add("died", log.epoch());
        log.crash();
        if (chance(swarm.clockJumps)) {
            marks.hit("clock jump", "restart");
            clockOffset += random.nextInt(7_200_000) - 3_600_000;
        }
        SimNode next = new SimNode(this, clockOffset);
        node = next;
        agenda.after(random.nextLong(Swarm.LONGEST_RESTART_MILLIS), next::start);
    }

    private void misfortune() {
        if (!faulty) {
            return;
        }
        agenda.after(500, this::misfortune);
        if (chance(swarm.crashes)) {
            marks.hit("kill", "any moment");
            died(node);
        }
        if (chance(swarm.crashes) && node.stop()) {
            marks.hit("orderly stop", "any moment");
            died(node);
        }
        if (chance(swarm.partitions)) {
            String[] ends = {"client", "participant"};
            String end = ends[random.nextInt(ends.length)];
            boolean inwards = random.nextBoolean();
            network.cut(inwards ? end : "coordinator", inwards ? "coordinator" : end, random.nextInt(5_000));
        }
        if (chance(swarm.pauses) && fenced == null) {
            pause();
        }
    }

    private void pause() {
        SimNode paused = node;
        paused.pause(true);
        boolean takenOver = random.nextBoolean();
        marks.hit("pause", takenOver ? "taken over" : "not noticed");
        trace.add("pause, taken over:", takenOver);
        if (takenOver) {
            fenced = paused;
            node = new SimNode(this, clockOffset);
            node.start();
        }
        agenda.after(1L + random.nextInt(4_000), () -> paused.pause(false));
    }

    private void faultsEnd() {
        trace.add("faults end", "");
        faulty = false;
        network.heal();
        node.pause(false);
        if (fenced != null) {
            fenced.kill();
        }
    }

    // Who speaks with whom.

    SimNode node() {
        return node;
    }

    SimParticipant anyParticipant() {
        return participants.get(random.nextInt(participants.size()));
    }

    /** A request to the coordinator; its answers, none or several, go to the sink. */
    void ask(String from, TransactionId about, Function<ReplyTo, Input> request, Consumer<Answer> sink) {
        // A branch that is registered twice by one request would be Tried once only; clients' connections do not
        // repeat.
        boolean repeatable = about == null || !(request.apply(null) instanceof Input.RegisterBranch);
        network.send(from, "coordinator", repeatable, () -> {
            Input input = request.apply(new Caller(about, sink));
            trace.add("ask", input.getClass().getSimpleName() + " " + about);
            deliver(input);
        });
    }

    private void deliver(Input input) {
        boolean stray = fenced != null && fenced.isAlive() && !(input instanceof Input.AskStatus);
        SimNode receiver = stray && random.nextInt(3) == 0 ? fenced : node;
        if (!receiver.offer(input)) {
            marks.hit("nobody takes it", input.getClass().getSimpleName());
        }
    }

    /** A participant registers its branch, and runs its Try once it knows the branch's id. */
    void tryAt(SimParticipant participant, Xid xid, int amount, Consumer<Boolean> client) {
        BranchFacts facts = new BranchFacts(
                BranchType.TCC, Integer.toString(participant.number()), "stock", "stock:10.0.0.2:1", "{}");
        TransactionId id = xid.id();
        ask("participant", id, to -> new Input.RegisterBranch(id, facts, to), answer -> {
            if (answer instanceof Registered registered) {
                // A thread that stands still between registration and Try: the Cancel may come first.
                if (random.nextInt(8) == 0) {
                    long branch = registered.branchId();
                    ask("participant", id, to -> new Input.ReportBranch(id, branch, "{}", to), ignored -> {});
                }
                long hanging = chance(swarm.slow) ? random.nextInt(20_000) : random.nextInt(5);
                agenda.after(hanging, () -> runTry(participant, xid, registered.branchId(), amount, client));
            } else {
                network.send("participant", "client", false, () -> client.accept(false));
            }
        });
    }

    private void runTry(SimParticipant participant, Xid xid, long branch, int amount, Consumer<Boolean> client) {
        boolean done = participant.tryIt(xid, branch, amount);
        trace.add("try", branch + " " + done);
        network.send("participant", "client", false, () -> client.accept(done));
    }

    void carryOut(BranchCall call) {
        network.send("coordinator", "participant", true, () -> {
            SimParticipant participant =
                    participants.get(Integer.parseInt(call.facts().resourceId()));
            CallResult result = participant.carryOut(call);
            trace.add("carried out", call.phase() + " " + call.branchId() + " " + result);
            if (result != null) {
                network.send(
                        "participant",
                        "coordinator",
                        true,
                        () -> deliver(
                                new Input.BranchAnswered(call.xid().id(), call.branchId(), call.attempt(), result)));
            }
        });
    }
}
