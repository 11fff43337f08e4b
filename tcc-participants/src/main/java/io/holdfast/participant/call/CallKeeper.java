// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.call;

import io.holdfast.participant.guard.BranchKey;
import io.holdfast.participant.guard.Deadline;

/**
 * Keeps what a Try was called with, in the Try's own transaction, for whoever has to finish the branch without a call of
 * the coordinator. Called on the thread of the Try, by any number of threads.
 */
public interface CallKeeper {

    /** Keeps nothing. */
    CallKeeper NONE = new CallKeeper() {
        @Override
        public String text(String actionName, Object... arguments) {
            return null;
        }

        @Override
        public void keep(BranchKey branch, Deadline deadline, String text) {}
    };

    /** The arguments of a Try as text, null if they cannot be kept. Never fails: a Try does not depend on it. */
    String text(String actionName, Object... arguments);

    /**
     * Keeps a branch whose Try took effect.
     *
     * @param deadline the transaction's, null if it is not known
     * @param text of the arguments; or the action context of Seata's client, a JSON object; null if there is nothing
     * @throws io.holdfast.participant.guard.GuardUnavailableException if it could not be written: the Try must fail
     */
    void keep(BranchKey branch, Deadline deadline, String text);
}
