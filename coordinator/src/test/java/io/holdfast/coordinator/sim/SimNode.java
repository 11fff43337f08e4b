// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.sim;

import io.holdfast.coordinator.lane.LaneLoop;
import io.holdfast.coordinator.lane.LaneState.Condition;
import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.BranchCall;
import io.holdfast.coordinator.model.Input;
import io.holdfast.coordinator.model.Input.AboutTransaction;
import io.holdfast.coordinator.model.Phase;
import io.holdfast.coordinator.model.ReplyTo;
import io.holdfast.coordinator.port.LogFailure;
import io.holdfast.coordinator.port.Outbox;
import java.util.ArrayList;
import java.util.List;

/** One process of the coordinator, from its start to its death: the real loop, driven in virtual time. */
final class SimNode implements Outbox {
    static final int LANE = 3;

    private final SimWorld world;
    private final LaneLoop loop;
    private final long clockOffset;
    private final List<Runnable> batch = new ArrayList<>();
    private final List<Caller> taken = new ArrayList<>();
    private long nextTurn = Long.MAX_VALUE;
    private long busyUntil;
    private boolean alive = true;
    private boolean paused;
    private int epoch;

    SimNode(SimWorld world, long clockOffset) {
        this.world = world;
        this.clockOffset = clockOffset;
        this.loop = new LaneLoop(
                LANE, world.log, this, world.swarm.engine, world.swarm.lane, this::lookUp, this::clockMillis);
    }

    private long clockMillis() {
        return world.agenda.nowMillis() + clockOffset;
    }

    boolean isAlive() {
        return alive;
    }

    boolean isFenced() {
        return epoch != world.log.epoch();
    }

    void start() {
        wakeIn(0);
    }

    /** Every thread of the process stands still; what comes in waits. */
    void pause(boolean on) {
        paused = on;
        if (!on) {
            nextTurn = Long.MAX_VALUE;
            wakeIn(0);
        }
    }

    /** Finishes what was taken, as a stop does; false if that was not possible now. */
    boolean stop() {
        if (!alive || paused || !loop.isRecovered()) {
            return false;
        }
        try {
            while (loop.turn() > 0) {
                world.trace.add("stopping", epoch);
            }
            loop.close();
        } catch (LogFailure failure) {
            halt(failure);
        } catch (Crash crash) {
            world.trace.add("crash while stopping", epoch);
        }
        return true;
    }

    void kill() {
        alive = false;
    }

    /** False if the process is gone or too busy. */
    boolean offer(Input input) {
        if (!alive || epoch == 0 || !loop.offer(input)) {
            return false;
        }
        if (input instanceof Input.Request request) {
            taken.add((Caller) request.replyTo());
        }
        if (!paused && !loop.isRecovered()) {
            refuseWaiting();
        }
        wakeIn(0);
        return true;
    }

    private void refuseWaiting() {
        try {
            loop.refuseWaiting();
        } catch (Crash crash) {
            world.died(this);
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
        if (!alive || paused || at != nextTurn) {
            return;
        }
        nextTurn = Long.MAX_VALUE;
        try {
            turnOrHalt();
        } catch (Crash crash) {
            world.died(this);
        } catch (RuntimeException bug) {
            throw new Broken("the lane saw a bug: " + bug);
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
            if (this != world.node()) {
                kill(); // It was replaced, and does not take the lane back.
                return;
            }
            loop.recover();
            epoch = loop.state().epoch();
        }
        if (loop.turn() > 0) {
            wakeIn(0);
        } else if (loop.state().openTransactions() > 0 || loop.napMillis() < 1_000) {
            // An idle lane's turns do nothing; leaving them out lets days pass.
            wakeIn(Math.max(1, loop.napMillis()));
        }
    }

    private void halt(LogFailure failure) {
        world.trace.add("halt", failure.getMessage());
        busyUntil = world.agenda.nowMillis() + loop.halt(failure);
        wakeIn(0);
    }

    private boolean lookUp(AboutTransaction request) {
        if (world.chance(world.swarm.failedReads / 4)) {
            return false;
        }
        world.agenda.after(1L + world.random.nextInt(5), () -> answerLookUp(request));
        return true;
    }

    private void answerLookUp(AboutTransaction request) {
        if (!alive) {
            return;
        }
        Input found;
        try {
            found = new Input.LookedUp(request, world.log.findFinished(request.transaction()));
        } catch (LogFailure failure) {
            found = new Input.LookUpFailed(request, failure.getMessage());
        }
        if (!loop.offer(found)) {
            world.agenda.after(1, () -> answerLookUp(request));
        }
        wakeIn(0);
    }

    // What the loop sends.

    @Override
    public void reply(ReplyTo to, Answer answer) {
        world.oracle.replied(this, (Caller) to, answer);
        world.trace.add("reply", answer);
        batch.add(() -> world.network.send("coordinator", "client", true, () -> ((Caller) to).sink.accept(answer)));
        if (world.mutant == Mutant.ANSWERS_ARE_REPEATED) {
            world.oracle.replied(this, (Caller) to, answer);
        }
    }

    @Override
    public void call(BranchCall asked) {
        BranchCall call = asked;
        if (world.mutant == Mutant.REPEATED_CALLS_ARE_LOST && call.attempt() > 1) {
            return;
        }
        if (world.mutant == Mutant.CALLS_ARE_SWAPPED) {
            Phase other = call.phase() == Phase.CONFIRM ? Phase.CANCEL : Phase.CONFIRM;
            call = new BranchCall(call.xid(), call.branchId(), call.facts(), other, call.attempt());
        }
        world.oracle.called(call);
        world.trace.add("call", call);
        BranchCall sent = call;
        batch.add(() -> world.carryOut(sent));
    }

    @Override
    public void endOfBatch() {
        List<Runnable> sending = List.copyOf(batch);
        batch.clear();
        long delay = world.chance(world.swarm.slowSyncs) ? world.random.nextInt(2_000) : 0;
        busyUntil = world.agenda.nowMillis() + delay;
        for (Runnable one : sending) {
            world.crashPoint("while sending");
            world.agenda.after(delay, one);
        }
    }

    void atRest() {
        Oracle.check(loop.state().condition() == Condition.SERVING, "I24 the lane serves", loop.state());
        Oracle.check(loop.state().openTransactions() == 0, "I24 nothing is open", loop.state());
        for (Caller caller : taken) {
            Oracle.check(caller.answered, "every request gets an answer", caller.about);
        }
    }
}
