// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.sim;

/** Deliberate bugs around the engine, which the oracle must see. */
enum Mutant {
    /** Nothing is broken. */
    NONE,
    /** The log acknowledges before it has synced. */
    LOG_ACKNOWLEDGES_BEFORE_SYNC,
    /** The log reports a failed append as a good one. */
    LOG_SWALLOWS_A_FAILED_SYNC,
    /** The log lets an owner write that was fenced. */
    LOG_DROPS_THE_FENCE,
    /** Taking the lane does not raise its epoch. */
    LOG_KEEPS_THE_EPOCH,
    /** Recovery does not see the last branch of a transaction. */
    RECOVERY_FORGETS_A_BRANCH,
    /** Recovery does not see decisions. */
    RECOVERY_FORGETS_THE_DECISION,
    /** Recovery does not see unfinished transactions. */
    RECOVERY_FORGETS_A_TRANSACTION,
    /** The look-up does not find finished transactions. */
    LOOK_UP_FINDS_NOTHING,
    /** The look-up says the opposite. */
    LOOK_UP_LIES,
    /** Outgoing calls ask for the opposite. */
    CALLS_ARE_SWAPPED,
    /** Calls that were repeated are not sent. */
    REPEATED_CALLS_ARE_LOST,
    /** Answers go out twice. */
    ANSWERS_ARE_REPEATED,
    /** Try after Cancel is run. */
    GUARD_SKIPS_ANTI_HANGING,
    /** Try is run again. */
    GUARD_REPEATS_TRY,
    /** Confirm is run again. */
    GUARD_REPEATS_CONFIRM,
    /** Cancel is run again. */
    GUARD_REPEATS_CANCEL,
    /** Cancel without Try undoes what was never done. */
    GUARD_SKIPS_EMPTY_ROLLBACK,
    /** The guard's row commits though the business rolls back. */
    GUARD_ROW_COMMITS_ALONE,
    /** The participant acknowledges a call that it could not carry out. */
    PARTICIPANT_ACKNOWLEDGES_A_FAILURE,
    /** The participant acknowledges Cancel and does nothing. */
    PARTICIPANT_IGNORES_CANCEL
}
