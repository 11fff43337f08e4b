// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.sim;

import java.util.Locale;

/** Deliberate bugs around the engine, which the oracle must see. */
enum Mutant {
    /** Nothing is broken. */
    NONE(0),
    /** The log acknowledges before it has synced. */
    LOG_ACKNOWLEDGES_BEFORE_SYNC(30),
    /** The log reports a failed append as a good one. */
    LOG_SWALLOWS_A_FAILED_SYNC(100),
    /** The log lets an owner write that was fenced. */
    LOG_DROPS_THE_FENCE(30),
    /** Taking the lane does not raise its epoch. */
    LOG_KEEPS_THE_EPOCH(30),
    /** Recovery does not see the last branch of a transaction. */
    RECOVERY_FORGETS_A_BRANCH(30),
    /** Recovery does not see decisions. */
    RECOVERY_FORGETS_THE_DECISION(30),
    /** Recovery does not see unfinished transactions. */
    RECOVERY_FORGETS_A_TRANSACTION(30),
    /** The look-up does not find finished transactions. */
    LOOK_UP_FINDS_NOTHING(50),
    /** The look-up says the opposite. */
    LOOK_UP_LIES(50),
    /** Outgoing calls ask for the opposite. */
    CALLS_ARE_SWAPPED(30),
    /** Calls that were repeated are not sent. */
    REPEATED_CALLS_ARE_LOST(30),
    /** Answers go out twice. */
    ANSWERS_ARE_REPEATED(30),
    /** Try after Cancel is run. */
    GUARD_SKIPS_ANTI_HANGING(100),
    /** Try is run again. */
    GUARD_REPEATS_TRY(100),
    /** Confirm is run again. */
    GUARD_REPEATS_CONFIRM(30),
    /** Cancel is run again. */
    GUARD_REPEATS_CANCEL(30),
    /** Cancel without Try undoes what was never done. */
    GUARD_SKIPS_EMPTY_ROLLBACK(30),
    /** The guard's row commits though the business rolls back. */
    GUARD_ROW_COMMITS_ALONE(30),
    /** The business commits though the guard's row rolls back. */
    BUSINESS_COMMITS_ALONE(30),
    /** The participant acknowledges a call that it could not carry out. */
    PARTICIPANT_ACKNOWLEDGES_A_FAILURE(30),
    /** The participant acknowledges Cancel and does nothing. */
    PARTICIPANT_IGNORES_CANCEL(30);

    private final int seeds;

    Mutant(int seeds) {
        this.seeds = seeds;
    }

    String inWords() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Within how many seeds, from 1, the oracle must have seen it. */
    int seeds() {
        return seeds;
    }
}
