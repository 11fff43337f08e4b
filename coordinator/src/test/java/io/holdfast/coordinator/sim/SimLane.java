// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.sim;

import io.holdfast.coordinator.lane.LaneLoop;
import io.holdfast.coordinator.lane.LaneState.Condition;
import io.holdfast.coordinator.lane.LogQuestions;
import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.BranchCall;
import io.holdfast.coordinator.model.Input;
import io.holdfast.coordinator.model.Input.AboutTransaction;
import io.holdfast.coordinator.model.Phase;
import io.holdfast.coordinator.model.ReplyTo;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.port.LogFailure;
import io.holdfast.coordinator.port.Outbox;
import io.holdfast.coordinator.port.TransactionLog;
import java.util.ArrayList;
import java.util.List;

/** A lane on a node, until the node dies or gives it up: the real loop, driven in virtual time. */
final class SimLane implements Outbox, LogQuestions {
    private final SimWorld world;
    private final SimNode node;
    private final int number;
    private final TransactionLog log;
    private final LaneLoop loop;
    private final LaneMemory memory;
    private final List<Runnable> batch = new ArrayList<>();
    private final List<Caller> taken = new ArrayList<>();
    private long nextTurn = Long.MAX_VALUE;
    private long busyUntil;
    private boolean killed;
    private boolean stopped;
    private boolean wasFenced;
    private int epoch;
    private int waiting;
    private int lookUps;

    SimLane(SimWorld world, SimNode node, int number) {
        this.world = world;
        this.node = node;
        this.number = number;
        this.log = world.log.from(node);
        this.loop =
                new LaneLoop(number, log, this, world.scenario.engine, world.scenario.lane, this, this::clockMillis);
        this.memory = new LaneMemory(loop);
    }

    int number() {
        return number;
    }

    int epoch() {
        return epoch;
    }

    long clockMillis() {
        return node.clock().nowMillis();
    }

    boolean isOver() {
        return killed || stopped;
    }

    boolean isFenced() {
        return epoch != world.log.epoch(number);
    }

    /** Whether that transaction is in its memory now. */
    boolean holds(TransactionId id) {
        return memory.transactions().stream().anyMatch(held -> held.id().equals(id));
    }

    /** Whose knowledge it tells: what it does not hold it has read from the log, which newer owners write too. */
    int epochOfAnswers(TransactionId about) {
        return holds(about) ? epoch : world.log.epoch(number);
    }

    void start() {
        wakeIn(0);
    }

    void goOn() {
        nextTurn = Long.MAX_VALUE;
        wakeIn(0);
    }

    /** Finishes what was taken; false if that is not possible now. */
    boolean stop() {
        if (!loop.isRecovered()) {
            return false;
        }
        try {
            finishOrHalt();
        } catch (Crash crash) {
            world.trace.add("crash while stopping", number);
        }
        return true;
    }

    private void finishOrHalt() {
        try {
            while (loop.turn() > 0) {
                world.trace.add("stopping", number);
            }
            loop.close();
            leave();
        } catch (LogFailure failure) {
            halt(failure);
        }
    }

    /** What {@code Lane.stop} does once its loop has ended: whoever still waits is told. */
    private void leave() {
        waiting = 0;
        loop.refuseWaiting();
        stopped = true;
    }

    void kill() {
        killed = !stopped;
    }

    /** The process learns that its lease is lost. */
    void loses() {
        if (loop.isRecovered()) {
            halt(new LogFailure("the lease is lost"));
        }
    }

    /** False if the lane does not serve here, or too much waits. */
    boolean offer(Input input) {
        if (isOver() || epoch == 0 || !accepted(input)) {
            return false;
        }
        if (input instanceof Input.Request request) {
            Caller caller = (Caller) request.replyTo();
            taken.add(caller);
        }
        if (!node.isPaused() && !loop.isRecovered()) {
            refuseWaiting();
        }
        wakeIn(0);
        return true;
    }

    private boolean accepted(Input input) {
        if (!loop.offer(input)) {
            return false;
        }
        waiting++;
        Oracle.check(waiting <= world.scenario.lane.inboxCapacity(), "I25 the inbox is bounded", waiting);
        return true;
    }

    private void refuseWaiting() {
        waiting = 0;
        try {
            loop.refuseWaiting();
        } catch (Crash crash) {
            world.died(node);
        }
    }

    private void wakeIn(long delayMillis) {
        long at = Math.max(busyUntil, world.agenda.nowMillis() + Math.max(0, delayMillis));
        if (at < nextTurn) {
            nextTurn = at;
            world.agenda.after(at - world.agenda.nowMillis(), () -> turnIfDue(at));
        }
    }

    private void turnIfDue(long at) {
        if (isOver() || node.isPaused() || at != nextTurn) {
            return;
        }
        nextTurn = Long.MAX_VALUE;
        try {
            turnOrHalt();
        } catch (Crash crash) {
            world.died(node);
        } catch (RuntimeException bug) {
            throw new Broken("the lane saw a bug: " + bug.getMessage(), "the lane saw a bug: " + bug);
        }
    }

    private void turnOrHalt() {
        try {
            turn();
        } catch (LogFailure failure) {
            halt(failure);
        }
    }

    private void turn() throws LogFailure {
        if (!loop.isRecovered()) {
            if (wasFenced && !world.placement.mayRetake(node, number)) {
                leave();
                return;
            }
            loop.recover();
            epoch = loop.state().epoch();
            wasFenced = false;
            world.oracle.remembers(number, epoch, memory.transactions(), true);
        }
        int inputs = loop.turn();
        waiting -= inputs;
        if (epoch == world.log.epoch(number)) {
            world.oracle.remembers(number, epoch, memory.transactions(), false);
        }
        if (inputs > 0) {
            wakeIn(0);
        } else if (loop.state().openTransactions() > 0 || loop.napMillis() < 1_000) {
            // An idle lane's turns do nothing; leaving them out lets days pass.
            wakeIn(Math.max(1, node.clock().worldMillis(loop.napMillis())));
        }
    }

    private void halt(LogFailure failure) {
        world.trace.add("halt", failure.getMessage());
        wasFenced = isFenced();
        waiting = 0;
        busyUntil = world.agenda.nowMillis() + loop.halt(failure);
        wakeIn(0);
    }

    @Override
    public boolean ask(AboutTransaction request) {
        if (lookUps >= world.scenario.lane.lookUpCapacity()) {
            world.marks.hit("refused", "look-up");
            return false;
        }
        lookUps++;
        boolean slow = world.strikes(Fault.SLOW, request.transaction());
        long reading = 1 + world.random.nextLong(slow ? world.scenario.slowMillis : 50);
        world.agenda.after(reading, () -> answerLookUp(request));
        return true;
    }

    @Override
    public void askKey(String key, int asking) {
        world.agenda.after(1 + world.random.nextLong(50), () -> answerKey(key, asking));
    }

    private void answerKey(String key, int asking) {
        if (isOver()) {
            return;
        }
        Input found;
        try {
            found = new Input.KeyLookedUp(key, asking, log.findKey(key));
        } catch (LogFailure failure) {
            found = new Input.KeyLookUpFailed(key, asking, failure.getMessage());
        }
        if (accepted(found)) {
            if (!node.isPaused() && !loop.isRecovered()) {
                refuseWaiting();
            }
            wakeIn(0);
        } else {
            world.agenda.after(1, () -> answerKey(key, asking));
        }
    }

    private void answerLookUp(AboutTransaction request) {
        if (killed) {
            return;
        }
        Input found;
        try {
            found = LogQuestions.answer(request, log);
        } catch (LogFailure failure) {
            found = new Input.LookUpFailed(request, failure.getMessage());
        }
        if (stopped) {
            ((Caller) request.replyTo()).answered = true; // A lane that has stopped tells its callers so: LaneTest.
        } else if (accepted(found)) {
            lookUps--;
            if (!node.isPaused() && !loop.isRecovered()) {
                refuseWaiting();
            }
            wakeIn(0);
        } else {
            world.agenda.after(1, () -> answerLookUp(request));
        }
    }

    // What the loop sends.

    @Override
    public void reply(ReplyTo to, Answer answer) {
        Caller caller = (Caller) to;
        world.oracle.replied(this, caller, answer);
        world.trace.add("reply", answer);
        TransactionId about = about(caller, answer);
        batch.add(
                () -> world.network.send(node.toString(), caller.from, about, true, () -> caller.sink.accept(answer)));
        if (world.mutant == Mutant.ANSWERS_ARE_REPEATED) {
            world.oracle.replied(this, caller, answer);
        }
    }

    private static TransactionId about(Caller caller, Answer answer) {
        if (answer instanceof Answer.Begun begun) {
            return begun.xid().id();
        }
        return answer instanceof Answer.Outcome outcome ? outcome.xid().id() : caller.about;
    }

    @Override
    public void call(BranchCall asked) {
        BranchCall call = asked;
        if (world.mutant == Mutant.REPEATED_CALLS_ARE_LOST && call.attempt() > 1) {
            return;
        }
        if (world.mutant == Mutant.CALLS_ARE_SWAPPED) {
            Phase other = call.phase() == Phase.CANCEL ? Phase.CONFIRM : Phase.CANCEL;
            call = new BranchCall(
                    call.xid(), call.branchId(), call.facts(), other, call.attempt(), call.deadlineMillis());
        }
        world.oracle.called(this, call);
        world.trace.add("call", call);
        BranchCall sent = call;
        batch.add(() -> world.carryOut(node, sent));
    }

    @Override
    public void endOfBatch() {
        List<Runnable> sending = List.copyOf(batch);
        batch.clear();
        long delay = !sending.isEmpty() && world.strikesLane(Fault.SLOW_SYNC, number, epoch)
                ? world.random.nextInt(2_000)
                : 0;
        busyUntil = world.agenda.nowMillis() + delay;
        for (Runnable one : sending) {
            world.crash(Fault.CRASH_WHILE_SENDING, number, epoch);
            world.agenda.after(delay, one);
        }
    }

    void atRest() {
        if (!isOver()) {
            Oracle.check(loop.state().condition() == Condition.SERVING, "I24 the lane serves", loop.state());
            Oracle.check(loop.state().openTransactions() == 0, "I24 nothing is open", loop.state());
        }
    }

    /** Unless its process was killed. */
    void assertAnswered() {
        for (Caller caller : taken) {
            Oracle.check(killed || caller.answered, "every request gets an answer", caller.about);
        }
    }
}
