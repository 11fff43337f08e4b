// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.call;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.holdfast.coordinator.model.BranchCall;
import io.holdfast.coordinator.model.CallResult;
import io.holdfast.coordinator.model.Endpoint;
import io.holdfast.coordinator.model.Phase;
import io.holdfast.coordinator.port.Coordinator;
import io.holdfast.coordinator.port.Participants;
import io.holdfast.coordinator.port.ParticipantsSeen;
import io.holdfast.coordinator.port.Traces;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls participants, each behind two gates of its own: one for Trys, one for Confirms and Cancels, so that neither a
 * participant that hangs nor new work keeps decided work from being done. Owns the gates and the threads that serve them.
 * Safe for any thread; a lane's thread passes through without waiting.
 */
public final class DirectParticipants implements Participants, ParticipantsSeen, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DirectParticipants.class);
    private static final int SENDERS = 4;
    private static final int OPENERS = 32;
    private static final int MAX_OPENINGS = 1024;
    private static final long SWEEP_MILLIS = 500;

    private record Key(boolean isTry, String address, ParticipantsSeen.Kind kind) {}

    private final ParticipantsSettings settings;
    private final Wire dubbo;
    private final Wire http;
    private final CircuitBreakerConfig breakers;
    private final Map<Key, Gate> gates = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer;
    private final ThreadPoolExecutor senders;
    private final ThreadPoolExecutor openers;
    private final ThreadPoolExecutor closer;
    private final Crew crew;

    /** Whose calls nobody follows. */
    public DirectParticipants(
            ParticipantsSettings settings, Wire dubbo, Wire http, Coordinator coordinator, LongSupplier clock) {
        this(settings, dubbo, http, coordinator, clock, Traces.NONE);
    }

    /** @param clock the lanes' clock */
    public DirectParticipants(
            ParticipantsSettings settings,
            Wire dubbo,
            Wire http,
            Coordinator coordinator,
            LongSupplier clock,
            Traces traces) {
        this.settings = settings;
        this.dubbo = dubbo;
        this.http = http;
        this.breakers = breakers(settings.breaker());
        this.timer = Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "holdfast-calls-timer"));
        this.senders = pool(SENDERS, Integer.MAX_VALUE, "holdfast-calls");
        this.openers = pool(OPENERS, MAX_OPENINGS, "holdfast-connect");
        this.closer = pool(1, Integer.MAX_VALUE, "holdfast-disconnect");
        Answers answers = new Answers(coordinator, timer, clock);
        this.crew = new Crew(senders, openers, closer, answers, clock, settings.totalCalls(), traces);
        startSweeping();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // It ends with the timer.
    private void startSweeping() {
        timer.scheduleWithFixedDelay(this::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static CircuitBreakerConfig breakers(ParticipantsSettings.Breaker breaker) {
        return CircuitBreakerConfig.custom()
                .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(breaker.window())
                .minimumNumberOfCalls(breaker.minimumCalls())
                .failureRateThreshold(breaker.failurePercent())
                .waitDurationInOpenState(breaker.openFor())
                .permittedNumberOfCallsInHalfOpenState(breaker.probes())
                .writableStackTraceEnabled(false)
                .build();
    }

    /** Threads that come when they are needed and go when they are not. */
    private static ThreadPoolExecutor pool(int threads, int queue, String name) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads,
                threads,
                30,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(queue),
                task -> daemon(task, name + '-' + number.incrementAndGet()));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void call(BranchCall call) {
        Endpoint endpoint = call.facts().target().endpoint();
        Key key;
        try {
            key = new Key(call.phase() == Phase.TRY, wire(endpoint).address(endpoint, call.phase()), kind(endpoint));
        } catch (IllegalArgumentException never) {
            crew.answers().give(call, Reply.impossible(never.getMessage()).result());
            return;
        }
        Gate gate = gate(key, endpoint, call.phase());
        while (gate != null && !gate.submit(call)) {
            gates.remove(key, gate);
            gate = gate(key, endpoint, call.phase());
        }
        if (gate == null) {
            crew.answers()
                    .give(
                            call,
                            new CallResult.Retry("not called: " + settings.participants()
                                    + " other participants are being called, and no more are kept count of"));
        }
    }

    private static ParticipantsSeen.Kind kind(Endpoint endpoint) {
        return endpoint instanceof Endpoint.Dubbo ? ParticipantsSeen.Kind.DUBBO : ParticipantsSeen.Kind.HTTP;
    }

    private Wire wire(Endpoint endpoint) {
        return endpoint instanceof Endpoint.Dubbo ? dubbo : http;
    }

    /** @return null if there is no room for another one */
    private Gate gate(Key key, Endpoint endpoint, Phase phase) {
        Gate known = gates.get(key);
        if (known != null) {
            return known;
        }
        if (gates.size() >= 2 * settings.participants() && !forgetIdlest()) {
            return null;
        }
        return gates.computeIfAbsent(key, missing -> newGate(missing, endpoint, phase));
    }

    private Gate newGate(Key key, Endpoint endpoint, Phase phase) {
        String name = key.isTry() ? "Try at " + key.address() : key.address();
        CircuitBreaker breaker = CircuitBreaker.of(name, breakers);
        breaker.getEventPublisher()
                .onStateTransition(event -> LOG.warn("Calls to {}: {}", name, event.getStateTransition()));
        return new Gate(
                name,
                wire(endpoint).line(endpoint, phase),
                breaker,
                key.isTry() ? settings.concurrentTrys() : settings.concurrentCalls(),
                settings.waiting(),
                crew);
    }

    private boolean forgetIdlest() {
        Map.Entry<Key, Gate> idlest = null;
        long since = Long.MAX_VALUE;
        for (Map.Entry<Key, Gate> one : gates.entrySet()) {
            long used = one.getValue().lastUsedMillis();
            if (used < since) {
                since = used;
                idlest = one;
            }
        }
        return idlest != null
                && idlest.getValue().closeIfIdleSince(since)
                && gates.remove(idlest.getKey(), idlest.getValue());
    }

    @Override
    public List<Participant> participants() {
        List<Participant> participants = new ArrayList<>();
        gates.forEach((key, gate) -> participants.add(gate.seen(key.kind(), key.address(), key.isTry())));
        return participants;
    }

    private void sweep() {
        long idleSince = crew.nowMillis() - settings.idle().toMillis();
        gates.forEach((key, gate) -> {
            gate.expire();
            gate.closeIfLost();
            if (gate.closeIfIdleSince(idleSince)) {
                gates.remove(key, gate);
            }
        });
    }

    /** How many participants are kept count of, Trys and other calls apart. */
    int gates() {
        return gates.size();
    }

    /** Stops calling, without waiting for answers: nobody would hear them any more. To be called after the lanes' stop. */
    @Override
    public void close() {
        timer.shutdownNow();
        for (ThreadPoolExecutor pool : List.of(senders, openers, closer)) {
            pool.getQueue().clear();
            pool.shutdown(); // No interrupt: in the middle of loading, it leaves Dubbo unable to load the same again.
        }
        http.close();
        dubbo.close();
    }
}
