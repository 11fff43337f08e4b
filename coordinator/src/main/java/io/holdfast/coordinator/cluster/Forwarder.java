// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.cluster;

import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.Answer.Refusal;
import io.holdfast.coordinator.model.Answer.Refused;
import io.holdfast.coordinator.model.Input;
import io.holdfast.coordinator.model.Input.Request;
import io.holdfast.coordinator.model.Input.Submit;
import io.holdfast.coordinator.port.ClusterView;
import io.holdfast.coordinator.port.ClusterView.LaneRow;
import io.holdfast.coordinator.port.ClusterView.Node;
import io.holdfast.coordinator.port.Coordinator;
import io.holdfast.coordinator.port.Elsewhere;
import io.holdfast.coordinator.port.Outbox;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntPredicate;

/**
 * Brings requests to the node that serves their lane. Where nobody does just now, because its owner has died or gives it
 * back, the request waits, and its caller notices nothing but the time: that makes the restart of one node harmless.
 *
 * <p>A request whose answer was lost is asked again only if asking twice does what asking once does: a branch, for one,
 * would be registered twice. Every request gets exactly one answer.
 *
 * <p>Safe for any thread. Owns no thread: answers come, and what waits is tried again, on the event loop of
 * {@link Peers}.
 */
public final class Forwarder implements Elsewhere {
    private static final long RETRY_MILLIS = 20;
    private static final int MAX_UNDER_WAY = 50_000;
    private static final String ASK_AGAIN = ", ask again";
    private static final String NOTHING_CHANGED = "; nothing was changed";
    private static final String NOT_KNOWN = "; whether this took effect is not known";

    /**
     * Who serves what, as the log said last.
     *
     * @param ofLanes the address of the node that has lane n, at n; empty if that is this one, or nobody
     * @param others the addresses of those who live and stay, this one apart
     */
    private record Owners(List<String> ofLanes, List<String> others) {}

    /** @param inDoubt an owner may have acted on it: its answer was lost */
    private record Forwarded(int lane, Request request, long untilNanos, boolean inDoubt) {
        Forwarded afterALostAnswer() {
            return new Forwarded(lane, request, untilNanos, true);
        }

        /** What becomes of it when nobody has answered in time. */
        Refused givenUp(String why) {
            String cause = why;
            for (String said : List.of(ASK_AGAIN, NOTHING_CHANGED, NOT_KNOWN)) {
                cause = cause.endsWith(said) ? cause.substring(0, cause.length() - said.length()) : cause;
            }
            return inDoubt
                    ? new Refused(Refusal.UNAVAILABLE, cause + NOT_KNOWN + ASK_AGAIN)
                    : new Refused(Refusal.BUSY, cause + NOTHING_CHANGED + ASK_AGAIN);
        }
    }

    private final Peers peers;
    private final Coordinator here;
    private final IntPredicate isHere;
    private final Outbox outbox;
    private final long holdNanos;
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger turn = new AtomicInteger();
    private final Semaphore news = new Semaphore(0);
    private volatile boolean leaving;
    private volatile Owners owners = new Owners(List.of(), List.of());

    /**
     * @param here takes requests again whose lane has come to this node meanwhile
     * @param isHere whether that lane, or any, is served by this node
     * @param outbox used by the event loop of {@code peers} only
     * @param hold how long a request may wait for its lane to be served
     */
    public Forwarder(Peers peers, Coordinator here, IntPredicate isHere, Outbox outbox, Duration hold) {
        this.peers = peers;
        this.isHere = isHere;
        this.here = here;
        this.outbox = outbox;
        this.holdNanos = hold.toNanos();
    }

    /** @param staying the ids of those who live and stay */
    void update(ClusterView view, Set<String> staying, String self) {
        Map<String, String> addresses = new HashMap<>();
        List<String> others = new ArrayList<>();
        for (Node node : view.nodes()) {
            if (!node.id().equals(self)) {
                addresses.put(node.id(), node.address());
                if (staying.contains(node.id())) {
                    others.add(node.address());
                }
            }
        }
        List<String> ofLanes = new ArrayList<>();
        for (LaneRow lane : view.lanes()) {
            ofLanes.add(addresses.getOrDefault(lane.owner(), ""));
        }
        owners = new Owners(ofLanes, List.copyOf(others));
    }

    @Override
    public boolean forward(int lane, Request request) {
        if (underWay.incrementAndGet() > MAX_UNDER_WAY) {
            underWay.decrementAndGet();
            return false;
        }
        send(new Forwarded(lane, request, System.nanoTime() + holdNanos, false));
        return true;
    }

    private void send(Forwarded forwarded) {
        String address = addressOf(forwarded.lane());
        if (address.isEmpty()) {
            hold(forwarded, "lane " + forwarded.lane() + " is not served by any coordinator just now");
        } else {
            peers.forward(address, forwarded.request(), answer -> answered(forwarded, answer));
        }
    }

    /** Empty if there is nobody. */
    private String addressOf(int lane) {
        Owners known = owners;
        if (lane != ANY_LANE) {
            return lane < known.ofLanes().size() ? known.ofLanes().get(lane) : "";
        }
        List<String> others = known.others();
        return others.isEmpty() ? "" : others.get(Math.floorMod(turn.getAndIncrement(), others.size()));
    }

    private void answered(Forwarded forwarded, Answer answer) {
        if (answer instanceof Refused refused && mayBeAskedAgain(refused.refusal(), forwarded.request())) {
            if (refused.refusal() == Refusal.MOVED) {
                wake();
            }
            boolean lost = refused.refusal() == Refusal.UNAVAILABLE;
            hold(lost ? forwarded.afterALostAnswer() : forwarded, refused.message());
        } else {
            tell(forwarded, answer);
        }
    }

    private static boolean mayBeAskedAgain(Refusal refusal, Request request) {
        return switch (refusal) {
            case MOVED, BUSY -> true;
            case UNAVAILABLE -> !isDoneTwiceIfAskedTwice(request);
            default -> false;
        };
    }

    private static boolean isDoneTwiceIfAskedTwice(Request request) {
        return request instanceof Input.RegisterBranch
                || (request instanceof Submit submit && submit.facts().labels().key() == null);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // whoever asked is told by the task itself
    private void hold(Forwarded forwarded, String why) {
        boolean hopeless = leaving && owners.others().isEmpty();
        if (hopeless || System.nanoTime() - forwarded.untilNanos() >= 0) {
            tellSoon(forwarded, forwarded.givenUp(why));
            return;
        }
        try {
            peers.loop().schedule(() -> sendAgain(forwarded), RETRY_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException stopping) {
            tellSoon(forwarded, forwarded.givenUp("the coordinator is shutting down"));
        }
    }

    /** Its lane may have come to this node meanwhile. */
    private void sendAgain(Forwarded forwarded) {
        if (!isHere.test(forwarded.lane())) {
            send(forwarded);
            return;
        }
        underWay.decrementAndGet();
        if (!here.offer(forwarded.request())) {
            outbox.reply(forwarded.request().replyTo(), new Refused(Refusal.BUSY, "too much at once: ask again"));
            outbox.endOfBatch();
        }
    }

    /** From any thread. */
    private void tellSoon(Forwarded forwarded, Answer answer) {
        peers.answerer().tellSoon(told -> tell(forwarded, told), answer);
    }

    private void tell(Forwarded forwarded, Answer answer) {
        underWay.decrementAndGet();
        outbox.reply(forwarded.request().replyTo(), answer);
    }

    /** From now on this node takes no lane any more: what others do not serve will not be served. */
    void leave() {
        leaving = true;
    }

    /** The other coordinators may know something new: {@link #awaitNews} ends. */
    void wake() {
        news.release();
    }

    /** Waits until there is something new to be seen, or the time is over. For one thread. */
    void awaitNews(long atMostMillis) {
        try {
            if (news.tryAcquire(Math.max(1, atMostMillis), TimeUnit.MILLISECONDS)) {
                TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS); // Whoever asks for news comes with others.
                news.drainPermits();
            }
        } catch (InterruptedException nobodysWay) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(RETRY_MILLIS));
        }
    }

    /** Waits until everything that was passed on is answered, or the time is over. */
    void awaitQuiet(long untilNanos) {
        while (underWay.get() > 0 && System.nanoTime() - untilNanos < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(RETRY_MILLIS));
        }
    }
}
