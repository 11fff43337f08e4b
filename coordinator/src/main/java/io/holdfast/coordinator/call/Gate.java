// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.call;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.holdfast.coordinator.model.BranchCall;
import io.holdfast.coordinator.model.CallResult;
import io.holdfast.coordinator.model.Phase;
import io.holdfast.coordinator.port.CallMeter;
import io.holdfast.coordinator.port.LogContext;
import io.holdfast.coordinator.port.ParticipantsSeen;
import io.holdfast.coordinator.port.ParticipantsSeen.Participant;
import io.holdfast.coordinator.port.Traces;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * All calls of one kind to one participant: so many under way, so many waiting for their turn, none while the breaker is
 * open. What happens to one participant stays behind its gate. Owns the participant's line.
 *
 * <p>Safe for any thread. Its lock is held for a few steps only, never while anything is sent, opened or answered, so that
 * a lane's thread does not wait at it.
 */
final class Gate {
    /** A line that forgets its own time limit must not keep a place for ever. */
    private static final long GRACE_MILLIS = 1000;

    private final String name;
    private final Line line;
    private final CircuitBreaker breaker;
    private final int concurrent;
    private final int maxWaiting;
    private final Crew crew;
    private final Deque<BranchCall> waiting = new ArrayDeque<>();
    private int underWay;
    private final CallMeter meter = new CallMeter(System.nanoTime());
    private boolean opening;
    private boolean closed;
    private long lastUsedMillis;

    /** @param name of the participant, for people */
    Gate(String name, Line line, CircuitBreaker breaker, int concurrent, int maxWaiting, Crew crew) {
        this.name = name;
        this.line = line;
        this.breaker = breaker;
        this.concurrent = concurrent;
        this.maxWaiting = maxWaiting;
        this.crew = crew;
        this.lastUsedMillis = crew.nowMillis();
    }

    /** @return false if this gate was closed, and has not taken the call */
    boolean submit(BranchCall call) {
        boolean full;
        synchronized (this) {
            if (closed) {
                return false;
            }
            lastUsedMillis = crew.nowMillis();
            full = waiting.size() >= maxWaiting;
            if (!full) {
                waiting.addLast(call);
            }
        }
        if (full) {
            notCalled(call, maxWaiting + " other calls wait for it already");
        } else {
            proceed();
        }
        return true;
    }

    private void proceed() {
        for (Runnable step = next(); step != null; step = next()) {
            step.run();
        }
    }

    /** @return what is to be done now, outside the lock; null if nothing is */
    private synchronized Runnable next() {
        if (opening || underWay >= concurrent || waiting.isEmpty()) {
            return null;
        }
        BranchCall call = waiting.peekFirst();
        if (isLate(call)) {
            waiting.removeFirst();
            return () -> notCalled(call, "its time was over before its turn came");
        }
        if (!breaker.tryAcquirePermission()) {
            waiting.removeFirst();
            return () -> notCalled(call, "it is left alone for a moment, after too many calls that failed");
        }
        if (!line.isOpen()) {
            opening = true; // The permission is kept: to open is a call, too.
            return this::startOpening;
        }
        waiting.removeFirst();
        if (!crew.takePlace()) {
            breaker.releasePermission();
            return () -> notCalled(call, "too many calls are under way, to all participants together");
        }
        underWay++;
        return () -> startSending(call);
    }

    private boolean isLate(BranchCall call) {
        return call.deadlineMillis() <= crew.nowMillis();
    }

    private void notCalled(BranchCall call, String why) {
        crew.answers().give(call, new CallResult.Retry("not called: " + name + ": " + why));
    }

    private void startOpening() {
        try {
            crew.opener().execute(this::open);
        } catch (RejectedExecutionException full) {
            breaker.releasePermission();
            fail("not called: " + name + ": too many connections are being made");
        }
    }

    private void open() {
        long started = System.nanoTime();
        try {
            line.open();
        } catch (Unreachable unreachable) {
            breaker.onError(System.nanoTime() - started, TimeUnit.NANOSECONDS, unreachable);
            fail(unreachable.getMessage());
            return;
        } catch (RuntimeException | LinkageError failure) { // From a library: it costs these calls, and no more.
            breaker.onError(System.nanoTime() - started, TimeUnit.NANOSECONDS, failure);
            fail("cannot connect to " + name + ": " + failure);
            return;
        }
        breaker.releasePermission();
        opened();
    }

    /** Nobody who waits now can be served. */
    private void fail(String error) {
        List<BranchCall> failed;
        synchronized (this) {
            opening = false;
            failed = new ArrayList<>(waiting);
            waiting.clear();
        }
        failed.forEach(call -> crew.answers().give(call, new CallResult.Retry(error)));
        proceed();
    }

    private void startSending(BranchCall call) {
        try {
            crew.sender().execute(() -> send(call));
        } catch (RejectedExecutionException stopped) {
            notSent(call, "the coordinator is shutting down");
        }
    }

    private void send(BranchCall call) {
        LogContext.about(call.xid(), () -> sendNow(call));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // Its last step takes whatever comes.
    private void sendNow(BranchCall call) {
        if (isLate(call)) {
            notSent(call, "not called: its time was over");
            return;
        }
        long started = System.nanoTime();
        Traces.Call traced = crew.traces().calls(call);
        Outgoing outgoing =
                new Outgoing(call, Math.max(1, call.deadlineMillis() - crew.nowMillis()), traced.traceParent());
        CompletableFuture<Reply> reply;
        try {
            reply = line.send(outgoing);
        } catch (RuntimeException | LinkageError failure) { // From a library: it costs this call, and no more.
            reply = CompletableFuture.failedFuture(failure);
        }
        reply.completeOnTimeout(outgoing.timedOut(), outgoing.remainingMillis() + GRACE_MILLIS, TimeUnit.MILLISECONDS)
                .whenComplete((answer, failure) -> LogContext.about(
                        call.xid(),
                        () -> answered(
                                call, answer != null ? answer : Reply.broken(failure.toString()), started, traced)));
    }

    private void answered(BranchCall call, Reply reply, long startedNanos, Traces.Call traced) {
        traced.ended(reply.result());
        long now = System.nanoTime();
        // A Try that is refused is as good an answer as any.
        boolean well = reply.result() instanceof CallResult.Done
                || (reply.result() instanceof CallResult.Refused && call.phase() == Phase.TRY);
        meter.ended(well, now - startedNanos, now);
        ended(call, reply, now - startedNanos);
    }

    private void notSent(BranchCall call, String why) {
        ended(call, new Reply(new CallResult.Retry(why), Reply.Health.UNTOLD), 0);
    }

    private void ended(BranchCall call, Reply reply, long nanos) {
        switch (reply.health()) {
            case WELL -> breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
            case ILL -> breaker.onError(nanos, TimeUnit.NANOSECONDS, new Unreachable(name, null));
            case UNTOLD -> breaker.releasePermission();
        }
        crew.givePlaceBack();
        synchronized (this) {
            underWay--;
        }
        crew.answers().give(call, reply.result());
        proceed();
    }

    /** @param tries whether this is the gate of Trys */
    synchronized Participant seen(ParticipantsSeen.Kind kind, String address, boolean tries) {
        ParticipantsSeen.Breaker state =
                switch (breaker.getState()) {
                    case OPEN, FORCED_OPEN -> ParticipantsSeen.Breaker.OPEN;
                    case HALF_OPEN -> ParticipantsSeen.Breaker.HALF_OPEN;
                    default -> ParticipantsSeen.Breaker.CLOSED;
                };
        return new Participant(
                kind,
                address,
                null,
                tries,
                List.of(),
                meter.figures(System.nanoTime()),
                waiting.size(),
                underWay,
                state);
    }

    /** Answers those whose time ran out while they waited. */
    void expire() {
        List<BranchCall> late = new ArrayList<>();
        synchronized (this) {
            for (Iterator<BranchCall> calls = waiting.iterator(); calls.hasNext(); ) {
                BranchCall call = calls.next();
                if (isLate(call)) {
                    calls.remove();
                    late.add(call);
                }
            }
        }
        late.forEach(call -> notCalled(call, "its time was over before its turn came"));
    }

    /** Closes a connection that is gone and that nobody uses: a library would go on trying to get it back. */
    void closeIfLost() {
        synchronized (this) {
            if (closed || opening || underWay > 0 || !waiting.isEmpty() || !line.isLost()) {
                return;
            }
            opening = true; // Whoever comes now waits.
        }
        try {
            crew.closer().execute(() -> {
                line.close();
                opened();
            });
        } catch (RejectedExecutionException stopped) {
            // The wire closes what is left.
        }
    }

    private void opened() {
        synchronized (this) {
            opening = false;
        }
        proceed();
    }

    /** When it was used last; {@link Long#MAX_VALUE} if it is in use. */
    synchronized long lastUsedMillis() {
        return underWay > 0 || opening || !waiting.isEmpty() ? Long.MAX_VALUE : lastUsedMillis;
    }

    /**
     * Closes it, if it has been idle since then; the line is let go by another thread.
     *
     * @return whether it is closed
     */
    boolean closeIfIdleSince(long millis) {
        synchronized (this) {
            if (closed) {
                return true;
            }
            if (lastUsedMillis() > millis) {
                return false;
            }
            closed = true;
        }
        try {
            crew.closer().execute(line::close);
        } catch (RejectedExecutionException stopped) {
            // The wire closes what is left.
        }
        return true;
    }
}
