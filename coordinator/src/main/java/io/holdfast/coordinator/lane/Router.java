// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.lane;

import io.holdfast.coordinator.model.Answer.Refusal;
import io.holdfast.coordinator.model.Answer.Refused;
import io.holdfast.coordinator.model.Input;
import io.holdfast.coordinator.model.Input.AboutTransaction;
import io.holdfast.coordinator.model.Input.Begin;
import io.holdfast.coordinator.model.Input.BranchAnswered;
import io.holdfast.coordinator.model.Input.FindByKey;
import io.holdfast.coordinator.model.Input.Request;
import io.holdfast.coordinator.model.Input.Submit;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.port.Callback;
import io.holdfast.coordinator.port.Coordinator;
import io.holdfast.coordinator.port.Elsewhere;
import io.holdfast.coordinator.port.LaneHost;
import io.holdfast.coordinator.port.LogFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/**
 * Finds the lane of an input: a begin goes to the one whose turn it is, or where its key leads, all else to the lane that the
 * id names. What belongs to a lane that is not served here goes elsewhere.
 *
 * <p>Owns the lanes that are served here. Safe for any thread.
 */
public final class Router implements Coordinator, LaneHost {
    /** Trys that take longer than this are left to be cancelled. */
    private static final long MAX_RETIRE_MILLIS = 5_000;

    private static final int BEGINS_BEFORE_THE_NEXT = 4_096;

    private final IntFunction<Lane> maker;
    private final Elsewhere elsewhere;
    private final AtomicInteger begins = new AtomicInteger();
    /** Lane n at index n, null if it is not served here. Replaced as a whole, never changed. */
    private volatile Lane[] lanes;

    /**
     * @param count how many lanes there are, wherever they are served; at least one
     * @param maker makes a lane that has not started
     */
    public Router(int count, IntFunction<Lane> maker, Elsewhere elsewhere) {
        this.lanes = new Lane[count];
        this.maker = maker;
        this.elsewhere = elsewhere;
    }

    /** Over lanes that somebody else starts and stops, and no coordinator elsewhere. */
    public Router(List<Lane> lanes) {
        this(lanes.size(), number -> null, Elsewhere.NOWHERE);
        this.lanes = lanes.toArray(Lane[]::new);
    }

    @Override
    public boolean offer(Input input) {
        Lane[] known = lanes;
        int number = numberFor(input, known.length);
        Lane lane = servedHere(number, known);
        if (lane != null && !(lane.isRetiring() && isNew(input))) {
            return lane.offer(input);
        }
        // An answer to a call of a lane that has moved on is dropped: its new owner calls again.
        return !(input instanceof Request request) || elsewhere.forward(number, request);
    }

    /**
     * Takes what another coordinator passes on because it believes that the lane is served here; if it is not, the other
     * one is told so.
     *
     * @param request to be answered by a {@link Callback}
     */
    public boolean offerForwarded(Request request) {
        Lane[] known = lanes;
        int number = numberFor(request, known.length);
        Lane lane = servedHere(number, known);
        if (lane != null && !(lane.isRetiring() && isNew(request))) {
            return lane.offer(request);
        }
        String why = "lane " + number + " is not served here";
        ((Callback) request.replyTo()).answer(new Refused(Refusal.MOVED, why));
        return true;
    }

    private static boolean isNew(Input input) {
        return input instanceof Begin || input instanceof Submit;
    }

    /** Whether a lane, or {@link Elsewhere#ANY_LANE any}, is served here. */
    public boolean serves(int number) {
        return servedHere(number, lanes) != null;
    }

    private Lane servedHere(int number, Lane[] known) {
        Lane lane = number == Elsewhere.ANY_LANE ? next(known) : known[number];
        return lane == null || lane.isClosing() ? null : lane;
    }

    /**
     * One that is served here, or null; one that is halted or recovers only if all are. Many begins go to the same lane before
     * the next one has its turn: a lane that has much to write does it in large batches, many that have little each do not.
     */
    private Lane next(Lane[] known) {
        List<Lane> serving = new ArrayList<>(known.length);
        Lane unable = null;
        for (Lane lane : known) {
            if (lane == null || lane.isRetiring() || lane.isClosing()) {
                continue;
            }
            if (lane.state().condition() == LaneState.Condition.SERVING) {
                serving.add(lane);
            } else {
                unable = lane;
            }
        }
        if (serving.isEmpty()) {
            return unable;
        }
        return serving.get(
                Math.floorMod(Math.floorDiv(begins.getAndIncrement(), BEGINS_BEFORE_THE_NEXT), serving.size()));
    }

    private static int numberFor(Input input, int count) {
        if (input instanceof Submit submit && submit.facts().labels().key() != null) {
            return numberFor(submit.facts().labels().key(), count);
        }
        if (input instanceof FindByKey find) {
            return numberFor(find.key(), count);
        }
        if (input instanceof Begin || input instanceof Submit) {
            return Elsewhere.ANY_LANE;
        }
        if (input instanceof AboutTransaction request) {
            return numberFor(request.transaction(), count);
        }
        if (input instanceof BranchAnswered answered) {
            return numberFor(answered.transaction(), count);
        }
        throw new IllegalArgumentException("only a lane itself makes such an input: " + input);
    }

    /** Always the same one, so that what is submitted twice at once meets. */
    private static int numberFor(String key, int count) {
        return Math.floorMod(key.hashCode(), count);
    }

    /** An id that names no lane belongs to no transaction; any lane can find that out. */
    private static int numberFor(TransactionId id, int count) {
        return id.lane() < count ? id.lane() : 0;
    }

    @Override
    public List<Served> served() {
        List<Served> served = new ArrayList<>();
        for (Lane lane : lanes) {
            if (lane != null) {
                LaneState state = lane.state();
                served.add(new Served(state.lane(), state.epoch(), state.condition() == LaneState.Condition.STOPPED));
            }
        }
        return served;
    }

    /** What the lanes that are served here do. */
    public List<LaneState> states() {
        List<LaneState> states = new ArrayList<>();
        for (Lane lane : lanes) {
            if (lane != null) {
                states.add(lane.state());
            }
        }
        return states;
    }

    /** How many inputs wait for a lane; 0 of one that is not served here. */
    public int waiting(int number) {
        Lane lane = lanes[number];
        return lane == null ? 0 : lane.waiting();
    }

    @Override
    public void open(int number) {
        put(number).startRecovering();
    }

    /**
     * Begins to serve a lane that has been recovered when this returns.
     *
     * @throws LogFailure if the log cannot be opened: a start is refused, where a running
     *     lane would try again
     */
    public void openNow(int number) throws LogFailure {
        put(number).start();
    }

    private synchronized Lane put(int number) {
        Lane[] changed = lanes.clone();
        Lane lane = maker.apply(number);
        changed[number] = lane;
        lanes = changed;
        return lane;
    }

    @Override
    public int close(int number) {
        Lane lane = lanes[number];
        if (elsewhere != Elsewhere.NOWHERE) {
            lane.retire(MAX_RETIRE_MILLIS);
        }
        lane.stop();
        remove(number);
        return lane.state().epoch();
    }

    private synchronized void remove(int number) {
        Lane[] changed = lanes.clone();
        changed[number] = null;
        lanes = changed;
    }

    /** Stops every lane. Nothing is offered any more. */
    public void closeAll() {
        for (Served one : served()) {
            close(one.lane());
        }
    }
}
