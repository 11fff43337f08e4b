// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.sim;

import io.holdfast.coordinator.model.TransactionId;

/**
 * One process's clock: an hour off or more, too fast or too slow, and at times it jumps ahead. It never goes back while
 * the process lives, as the lane is promised.
 */
final class SimClock {
    private static final long BEGINNING = 1_700_000_000_000L;
    private static final int JUMP_MILLIS = 3_600_000;

    private final SimWorld world;
    private final double rate;
    private final long startedMillis;
    private final boolean startedOff;
    private long offset;

    SimClock(SimWorld world) {
        this.world = world;
        this.startedMillis = world.agenda.nowMillis();
        this.offset = BEGINNING + startedMillis;
        this.startedOff = world.strikes(Fault.CLOCK_JUMPS_AT_START);
        if (startedOff) {
            offset += world.random.nextInt(2 * JUMP_MILLIS) - JUMP_MILLIS;
        }
        double widest = 1 - Scenario.SLOWEST_CLOCK;
        this.rate = world.strikes(Fault.CLOCK_DRIFTS) ? 1 + widest * (2 * world.random.nextDouble() - 1) : 1;
    }

    long nowMillis() {
        return offset + (long) ((world.agenda.nowMillis() - startedMillis) * rate);
    }

    /** How long the world takes until that much time has passed here. */
    long worldMillis(long ownMillis) {
        return (long) Math.ceil(ownMillis / rate);
    }

    /** Whatever is written by this clock is written under its faults. */
    void strikes(TransactionId about) {
        if (startedOff) {
            world.marks.struck(Fault.CLOCK_JUMPS_AT_START, about);
        }
        if (rate != 1) {
            world.marks.struck(Fault.CLOCK_DRIFTS, about);
        }
    }

    void jumpAhead() {
        offset += world.random.nextInt(world.random.nextBoolean() ? 5_000 : JUMP_MILLIS);
    }
}
