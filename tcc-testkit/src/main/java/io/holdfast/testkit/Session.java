// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.opentest4j.TestAbortedException;

/**
 * What all promises of one participant share: how to reach it, what to observe, and what one Try and its Confirm change,
 * which the first of the plays finds out.
 */
final class Session implements AutoCloseable {

    /** What one Try changes, and what its Confirm changes then. */
    record Effect(Observed ofTry, Observed ofConfirm) {
        Observed ofBoth() {
            return ofTry.plus(ofConfirm);
        }
    }

    /** What the team said of its participant; null where it said nothing. */
    record Described(
            Arguments trying,
            Arguments refused,
            Arguments scarce,
            Crashes crashes,
            Map<String, Supplier<? extends Number>> observations) {}

    private final Wire wire;
    private final Described described;
    private final Callers callers;
    private final AtomicLong lastNumber = new AtomicLong(
            System.currentTimeMillis() * 1_000_000 + ThreadLocalRandom.current().nextInt(900_000));
    private Effect effect;
    private boolean measured;

    Session(Wire wire, Described described) {
        this.wire = wire;
        this.described = described;
        this.callers = new Callers(wire);
    }

    /** Plays one promise after the other: they watch the same numbers. */
    synchronized void play(Promise promise) {
        if (promise != Promise.CONFIRM_AFTER_TRY && effect == null) {
            measure();
        }
        Scripts.play(promise, new Play(promise, this));
    }

    private void measure() {
        if (!measured) {
            try {
                Scripts.play(Promise.CONFIRM_AFTER_TRY, new Play(Promise.CONFIRM_AFTER_TRY, this));
                return;
            } catch (BrokenPromise tellsItself) {
                measured = true;
            }
        }
        throw new TestAbortedException(
                "Not played, because of another failure: " + Promise.CONFIRM_AFTER_TRY.sentence());
    }

    /** What a Try and its Confirm were seen to change; null if they failed. */
    void measured(Effect found) {
        measured = true;
        effect = found;
    }

    Effect effect() {
        return effect;
    }

    Callers callers() {
        return callers;
    }

    Observed observe() {
        return Observed.now(described.observations());
    }

    long number() {
        return lastNumber.incrementAndGet();
    }

    String xid() {
        return "127.0.0.1:8091:" + number();
    }

    Arguments arguments() {
        return described.trying();
    }

    Arguments refused() {
        return described.refused();
    }

    Arguments scarce() {
        return described.scarce();
    }

    Crashes crashes() {
        return described.crashes();
    }

    Object[] arguments(Arguments made) {
        return made.of(number()).toArray();
    }

    @Override
    public void close() {
        callers.close();
        wire.close();
    }
}
