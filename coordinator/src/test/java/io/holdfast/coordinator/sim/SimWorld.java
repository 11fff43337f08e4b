// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.sim;

import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.Answer.Refusal;
import io.holdfast.coordinator.model.Answer.Refused;
import io.holdfast.coordinator.model.Answer.Registered;
import io.holdfast.coordinator.model.BranchCall;
import io.holdfast.coordinator.model.BranchFacts;
import io.holdfast.coordinator.model.BranchType;
import io.holdfast.coordinator.model.CallResult;
import io.holdfast.coordinator.model.Input;
import io.holdfast.coordinator.model.Phase;
import io.holdfast.coordinator.model.ReplyTo;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.model.Xid;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A whole world from one scenario: clients, participants, a network, a log, and nodes that die and come back. First
 * everything fails as the scenario has it; then faults stop, and everything must come to rest.
 */
final class SimWorld {
    private static final int MOST_EVENTS = 200_000;
    private static final int REPETITIONS = 4;

    final SplittableRandom random;
    final Scenario scenario;
    final Mutant mutant;
    final Agenda agenda = new Agenda();
    final Marks marks = new Marks();
    final Oracle oracle;
    final Trace trace;
    final SimLog log;
    final SimNetwork network;
    final Placement placement;
    private final Misfortune misfortune;
    private final List<SimNode> nodes = new ArrayList<>();
    private final List<SimParticipant> participants = new ArrayList<>();
    private boolean faulty = true;
    private int strikes;
    private int events;
    private int requests;

    SimWorld(Scenario scenario, Mutant mutant, boolean readable) {
        this.scenario = scenario;
        this.random = new SplittableRandom(scenario.course);
        this.mutant = mutant;
        this.trace = new Trace(agenda, readable);
        this.oracle = new Oracle(scenario.engine);
        this.log = new SimLog(this);
        this.network = new SimNetwork(this);
        for (int i = 0; i < scenario.nodes; i++) {
            nodes.add(new SimNode(this, i));
        }
        this.placement = new Placement(this, nodes);
        this.misfortune = new Misfortune(this);
        for (int i = 0; i < scenario.participants; i++) {
            participants.add(new SimParticipant(this, i, scenario.stock));
        }
    }

    /**
     * Runs to the end.
     *
     * @throws Broken if the oracle saw a broken invariant; its message names the seed
     */
    void run() {
        try {
            nodes.forEach(SimNode::start);
            placement.begin();
            for (int i = 0; i < scenario.clients; i++) {
                long begins = random.nextLong(scenario.faultsEndMillis);
                Runnable client =
                        random.nextInt(3) == 0 ? new SimSubmitter(this, i)::start : new SimClient(this)::start;
                if (!scenario.silent.get(i)) {
                    agenda.after(begins, client);
                }
            }
            new SimOperator(this).start();
            agenda.after(Misfortune.PERIOD_MILLIS, misfortune::strike);
            agenda.after(scenario.faultsEndMillis, this::faultsEnd);
            runUntil(scenario.faultsEndMillis + scenario.boundMillis());
            oracle.atRest();
            runUntil(Long.MAX_VALUE);
            oracle.atRest();
            nodes.forEach(SimNode::atRest);
            participants.forEach(SimParticipant::atRest);
        } catch (Broken broken) {
            throw new Broken(broken.which(), where() + broken.getMessage());
        } catch (RuntimeException bug) {
            throw new IllegalStateException(where() + "the world itself has a bug", bug);
        }
    }

    private String where() {
        return "seed " + scenario.seed + " at " + agenda.nowMillis() + " ms: ";
    }

    private void runUntil(long limitMillis) {
        while (agenda.next(limitMillis)) {
            Oracle.check(++events < MOST_EVENTS, "I24 the world comes to rest", "it goes on and on");
        }
    }

    // Faults.

    boolean isFaulty() {
        return faulty;
    }

    /** Whether that fault strikes here and now. */
    boolean strikes(Fault fault) {
        int strength = scenario.strength(fault);
        if (!faulty || strength == 0 || random.nextInt(1_000) >= strength || scenario.off.contains(fault)) {
            return false;
        }
        if (scenario.muted.get(strikes++)) {
            return false;
        }
        trace.add("FAULT", fault);
        return true;
    }

    boolean strikes(Fault fault, TransactionId about) {
        boolean strikes = strikes(fault);
        if (strikes) {
            marks.struck(fault, about);
        }
        return strikes;
    }

    /** @param epoch the owner that it strikes: what was begun and never written lives in its memory alone */
    boolean strikesLane(Fault fault, int lane, int epoch) {
        boolean strikes = strikes(fault);
        if (strikes) {
            struckLane(fault, lane, epoch);
        }
        return strikes;
    }

    private void struckLane(Fault fault, int lane, int epoch) {
        for (TransactionId id : oracle.unfinished(lane)) {
            if (id.epoch() == epoch || oracle.known(id).records > 0) {
                marks.struck(fault, id);
            }
        }
    }

    boolean strikesNode(Fault fault, SimNode node) {
        boolean strikes = strikes(fault);
        if (strikes) {
            for (int lane = 0; lane < scenario.lanes; lane++) {
                if (node.lane(lane) != null) {
                    struckLane(fault, lane, node.lane(lane).epoch());
                }
            }
        }
        return strikes;
    }

    void crash(Fault fault, int lane, int epoch) {
        if (strikesLane(fault, lane, epoch)) {
            throw new Crash();
        }
    }

    /** How many faults have struck. */
    int strikes() {
        return strikes;
    }

    void died(SimNode node) {
        if (!node.isAlive()) {
            return;
        }
        trace.add("died", node);
        node.kill();
        log.crash();
        placement.gone(node);
        agenda.after(random.nextLong(Scenario.LONGEST_RESTART_MILLIS), () -> {
            node.start();
            placement.isBack(node);
        });
    }

    private void faultsEnd() {
        trace.add("faults end", "");
        faulty = false;
        network.heal();
        for (SimNode node : nodes) {
            node.cutFromTheLog(false);
            node.pause(false);
        }
        placement.settle();
    }

    // Who speaks with whom.

    List<SimNode> nodes() {
        return nodes;
    }

    SimParticipant participant(String resource) {
        return participants.get(Integer.parseInt(resource));
    }

    SimParticipant anyParticipant() {
        return participants.get(random.nextInt(participants.size()));
    }

    /** What no other request holds. */
    private String requestMark() {
        return "stock:10.0.0.2:" + ++requests;
    }

    /** A request to the coordinator; its answers, none or several, go to the sink. */
    void ask(String from, TransactionId about, Function<ReplyTo, Input> request, Consumer<Answer> sink) {
        ask(from, about, true, request, sink);
    }

    /** To the lane that the key leads to, as the router finds it; without one to any, and then never twice. */
    void askByKey(String key, int client, Function<ReplyTo, Input> request, Consumer<Answer> sink) {
        int lane = key == null ? placement.anyLane() : Math.floorMod(key.hashCode(), scenario.lanes);
        ask("client", null, lane, key != null, request, sink);
        trace.add("asks by key", client);
    }

    private void ask(
            String from,
            TransactionId about,
            boolean repeatable,
            Function<ReplyTo, Input> request,
            Consumer<Answer> sink) {
        int lane = about == null ? placement.anyLane() : about.lane();
        ask(from, about, lane, repeatable, request, sink);
    }

    private void ask(
            String from,
            TransactionId about,
            int lane,
            boolean repeatable,
            Function<ReplyTo, Input> request,
            Consumer<Answer> sink) {
        SimNode receiver = placement.receiver(lane);
        network.send(from, receiver.toString(), about, repeatable, () -> {
            Caller caller = new Caller(about, from, sink);
            Input input = request.apply(caller);
            caller.asks(input);
            trace.add("ask", input.getClass().getSimpleName() + " " + about);
            if (!receiver.offer(lane, input) && receiver.isAlive()) {
                marks.hit("nobody takes it", input.getClass().getSimpleName());
                oracle.refused(caller);
                Refused busy = new Refused(Refusal.BUSY, "nobody takes it");
                network.send(receiver.toString(), from, about, false, () -> sink.accept(busy));
            }
        });
    }

    /**
     * A participant registers its branch, and runs its Try once it knows the branch's id.
     *
     * @param repeatable whether the branch may be registered twice: only where no Confirm will be asked of the spare one
     */
    void tryAt(SimParticipant participant, Xid xid, int amount, boolean repeatable, Consumer<Boolean> client) {
        register(participant, xid, repeatable, repeatable ? REPETITIONS : 0, answer -> {
            if (answer instanceof Registered registered) {
                long branch = registered.branchId();
                if (random.nextInt(8) == 0) {
                    report(xid.id(), branch, REPETITIONS);
                }
                tryLater(participant, xid, branch, amount, client);
            } else {
                network.send("participant", "client", xid.id(), false, () -> client.accept(false));
            }
        });
    }

    /** Asks until it is told something, or has asked too often. */
    private void register(
            SimParticipant participant, Xid xid, boolean repeatable, int repetitions, Consumer<Answer> sink) {
        TransactionId id = xid.id();
        boolean[] told = new boolean[1];
        ask("participant", id, repeatable, to -> registration(participant, id, to), answer -> {
            told[0] |= !isUnavailable(answer);
            if (told[0] || repetitions == 0) {
                sink.accept(answer);
            }
        });
        agenda.after(100L + random.nextInt(1_000), () -> {
            if (!told[0] && repetitions > 0) {
                register(participant, xid, true, repetitions - 1, sink);
            }
        });
    }

    private void report(TransactionId id, long branch, int repetitions) {
        boolean[] told = new boolean[1];
        Consumer<Answer> sink = answer -> told[0] |= !isUnavailable(answer);
        ask("participant", id, to -> new Input.ReportBranch(id, branch, requestMark(), to), sink);
        agenda.after(50L + random.nextInt(1_000), () -> {
            if (!told[0] && repetitions > 0) {
                report(id, branch, repetitions - 1);
            }
        });
    }

    private static boolean isUnavailable(Answer answer) {
        return answer instanceof Refused refused
                && (refused.refusal() == Refusal.UNAVAILABLE || refused.refusal() == Refusal.BUSY);
    }

    private Input registration(SimParticipant participant, TransactionId id, ReplyTo to) {
        String resource = Integer.toString(participant.number());
        return new Input.RegisterBranch(
                id, new BranchFacts(BranchType.TCC, resource, "stock", requestMark(), "{}"), to);
    }

    /** A thread that stands still between registration and Try: the decision may come first. */
    private void tryLater(SimParticipant participant, Xid xid, long branch, int amount, Consumer<Boolean> client) {
        boolean hangs = strikes(Fault.TRY_HANGS, xid.id());
        agenda.after(hangs ? random.nextInt(20_000) : random.nextInt(5), () -> {
            if (hangs) {
                marks.struck(Fault.TRY_HANGS, xid.id());
            }
            runTry(participant, xid, branch, amount, client);
        });
    }

    private void runTry(SimParticipant participant, Xid xid, long branch, int amount, Consumer<Boolean> client) {
        boolean done = participant.tryIt(xid, branch, amount);
        trace.add("try", branch + " " + done);
        if (done || random.nextBoolean()) {
            network.send("participant", "client", xid.id(), false, () -> client.accept(done));
        } else {
            tryLater(participant, xid, branch, amount, client); // As after a deadlock.
        }
    }

    void carryOut(SimNode from, BranchCall call) {
        TransactionId id = call.xid().id();
        network.send(from.toString(), "participant", id, true, () -> {
            SimParticipant participant = participant(call.facts().resourceId());
            boolean hangs = call.phase() == Phase.TRY && strikes(Fault.TRY_HANGS, id);
            agenda.after(hangs ? random.nextInt(20_000) : 0, () -> answer(participant, call));
        });
    }

    private void answer(SimParticipant participant, BranchCall call) {
        TransactionId id = call.xid().id();
        CallResult result = call.phase() == Phase.TRY ? participant.tryCalled(call) : participant.carryOut(call);
        trace.add("carried out", call.phase() + " " + call.branchId() + " " + result);
        if (result != null) {
            SimNode receiver = placement.receiver(id.lane());
            Input answer = call.answered(result);
            network.send("participant", receiver.toString(), id, true, () -> receiver.offer(id.lane(), answer));
        }
    }
}
