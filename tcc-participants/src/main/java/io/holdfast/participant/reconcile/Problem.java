// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.reconcile;

/** Why a branch whose time is over is not healed. Somebody has to look; it is checked again all the same. */
public enum Problem {
    /**
     * The coordinator does not know the transaction. Not the same as cancelled: a branch id is answered only once its
     * registration is on disk, so this transaction was there, and may have been confirmed elsewhere.
     */
    UNKNOWN_TRANSACTION,
    /** The coordinator knows the transaction, and not this branch of it. */
    NOT_ITS_BRANCH,
    /** It is decided, and nobody knows any more what Try was called with. */
    NO_ARGUMENTS,
    /** It is decided, and no bean here, or more than one, has the action. */
    NO_ACTION,
    /** Confirm or Cancel ran and failed. */
    FAILED,
    /** Confirm or Cancel contradicts the guard's row, or was refused for good. */
    REFUSED
}
