// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.watch;

import io.holdfast.coordinator.port.CallFigures;
import io.holdfast.coordinator.port.ParticipantsSeen;
import io.holdfast.coordinator.port.ParticipantsSeen.Kind;
import io.holdfast.coordinator.port.ParticipantsSeen.Participant;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Calls and connections, participant by participant: the first hundred by their names, all others together as "other",
 * because whoever submits a transaction names its participants. A name that was not seen for an hour makes room. Used by
 * one thread; what monitoring reads is published by each round.
 */
public final class ParticipantMeters {
    static final int MOST_NAMES = 100;
    static final long FORGOTTEN_NANOS = TimeUnit.HOURS.toNanos(1);
    private static final String OTHER = "other";

    /** @param tries null of Seata's, which are called for Confirm and Cancel only */
    private record Name(Kind kind, String application, String participant, Boolean tries) {
        static Name of(Participant one) {
            String application = one.application() == null ? "" : one.application();
            return new Name(one.kind(), application, one.name(), one.tries());
        }

        Name other() {
            return new Name(kind, "", OTHER, tries);
        }

        boolean isOther() {
            return application.isEmpty() && participant.equals(OTHER);
        }
    }

    private final MeterRegistry registry;
    private final ParticipantsSeen participants;
    private final LongSupplier nanoClock;
    private final Map<Name, ParticipantSeries> series = new HashMap<>();
    /** What was counted of each at the last round: theirs begin anew when they are forgotten and come back. */
    private Map<Name, CallFigures> before = new HashMap<>();

    /** @param nanoClock as {@code System.nanoTime()} */
    public ParticipantMeters(MeterRegistry registry, ParticipantsSeen participants, LongSupplier nanoClock) {
        this.registry = registry;
        this.participants = participants;
        this.nanoClock = nanoClock;
    }

    /** Takes over what was counted since the last round. */
    public void round() {
        long now = nanoClock.getAsLong();
        Map<Name, CallFigures> counted = new HashMap<>();
        for (Participant one : participants.participants()) {
            Name name = Name.of(one);
            seriesOf(name).add(one, before.get(name), now);
            counted.put(name, one.calls());
        }
        before = counted;
        for (Iterator<ParticipantSeries> all = series.values().iterator(); all.hasNext(); ) {
            ParticipantSeries one = all.next();
            one.publish();
            if (one.wasLastSeenBefore(now - FORGOTTEN_NANOS)) {
                one.remove(registry);
                all.remove();
            }
        }
    }

    private ParticipantSeries seriesOf(Name name) {
        ParticipantSeries known = series.get(name);
        if (known != null) {
            return known;
        }
        long names = series.keySet().stream().filter(one -> !one.isOther()).count();
        return series.computeIfAbsent(names < MOST_NAMES ? name : name.other(), this::register);
    }

    private ParticipantSeries register(Name name) {
        return new ParticipantSeries(
                registry,
                "kind",
                name.kind().name(),
                "application",
                name.application(),
                "participant",
                name.participant(),
                "phase",
                Boolean.TRUE.equals(name.tries()) ? "try" : "second");
    }
}
