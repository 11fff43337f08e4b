// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.sim;

/** What can go wrong in a world. Each seed draws which of these exist in it, and how often they strike. */
enum Fault {
    DROP(150),
    DUPLICATE(200),
    SLOW(200),
    DAYS_LATE(60),
    PARTITION(300),
    LOG_PARTITION(150),
    APPEND_FAILS_DURABLE(60),
    APPEND_FAILS_LOST(60),
    SLOW_SYNC(200),
    TAKE_FAILS(500),
    RECOVERY_READ_FAILS(75),
    LOOK_UP_FAILS(700),
    CRASH_IN_APPEND_DURABLE(30),
    CRASH_IN_APPEND_LOST(30),
    CRASH_AFTER_APPEND(60),
    CRASH_WHILE_SENDING(40),
    CRASH_BEFORE_TAKE(60),
    CRASH_AFTER_TAKE(60),
    CRASH_IN_RECOVERY(60),
    KILL(60),
    ORDERLY_STOP(60),
    PAUSE(300),
    TAKEOVER(200),
    TWO_OWNERS(200),
    FENCED_OWNER_RETAKES(800),
    CLOCK_JUMPS_AT_START(800),
    CLOCK_JUMPS_AHEAD(40),
    CLOCK_DRIFTS(800),
    PARTICIPANT_ROLLS_BACK(400),
    PARTICIPANT_DIES(150),
    ANSWER_LOST(200),
    TRY_HANGS(200),
    CLIENT_DIES(150),
    CLIENT_CHANGES_ITS_MIND(400);

    /** The greatest strength that a seed may draw, in a thousand chances. */
    final int most;

    Fault(int most) {
        this.most = most;
    }
}
