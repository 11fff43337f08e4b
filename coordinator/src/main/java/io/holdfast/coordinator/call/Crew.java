// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.call;

import io.holdfast.coordinator.port.Traces;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/** What all gates share. Safe for any thread. */
final class Crew {
    private final Executor sender;
    private final Executor opener;
    private final Executor closer;
    private final Answers answers;
    private final LongSupplier clock;
    private final int places;
    private final Traces traces;
    private final AtomicInteger taken = new AtomicInteger();

    /**
     * @param sender for what does not block
     * @param opener for what may, for a few seconds
     * @param closer for what may block and nobody waits for
     * @param places how many calls may be under way together
     */
    Crew(
            Executor sender,
            Executor opener,
            Executor closer,
            Answers answers,
            LongSupplier clock,
            int places,
            Traces traces) {
        this.sender = sender;
        this.opener = opener;
        this.closer = closer;
        this.answers = answers;
        this.clock = clock;
        this.places = places;
        this.traces = traces;
    }

    Executor sender() {
        return sender;
    }

    Executor opener() {
        return opener;
    }

    Executor closer() {
        return closer;
    }

    Answers answers() {
        return answers;
    }

    Traces traces() {
        return traces;
    }

    long nowMillis() {
        return clock.getAsLong();
    }

    boolean takePlace() {
        if (taken.incrementAndGet() > places) {
            taken.decrementAndGet();
            return false;
        }
        return true;
    }

    void givePlaceBack() {
        taken.decrementAndGet();
    }
}
