// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.engine;

import io.holdfast.coordinator.model.BranchCall;
import io.holdfast.coordinator.model.CallResult;
import io.holdfast.coordinator.model.Cause;
import io.holdfast.coordinator.model.Phase;
import io.holdfast.coordinator.model.Tried;

/**
 * Calls the Trys of a transaction that was handed over as a whole, each once: all of them at the same time, but for those
 * that were asked to come after others. A Try that fails, or of which nobody knows, is not repeated: its transaction is
 * cancelled, and the guard refuses the Try if it arrives later.
 */
final class Tries {
    private static final int MAX_TEXT_CHARS = 4_096;

    private Tries() {}

    /** Calls every Try that may be called now. */
    static void advance(GlobalTransaction transaction, Step step) {
        for (Branch branch : transaction.branches) {
            if (!branch.tryCalled && mayBeCalled(transaction, branch)) {
                branch.tryCalled = true;
                branch.calledMillis = step.nowMillis();
                step.call(new BranchCall(
                        transaction.xid, branch.id, branch.facts, Phase.TRY, 1, transaction.deadlineMillis()));
            }
        }
    }

    /**
     * Takes a participant's word on its Try.
     *
     * @return why to cancel, {@link Cause#TRIED} if all are done and it is to be committed, or null if others are missing
     */
    static Cause answered(GlobalTransaction transaction, Branch branch, CallResult result, Step step) {
        if (!branch.tryCalled || branch.tried != null) {
            return null;
        }
        if (result instanceof CallResult.Refused refused) {
            branch.tried = tried(branch, Tried.Outcome.REFUSED, shortened(refused.reason()), step);
            return Cause.TRY_REFUSED;
        }
        if (result instanceof CallResult.Retry failed) {
            branch.tried = tried(branch, Tried.Outcome.UNKNOWN, shortened(failed.error()), step);
            return Cause.TRY_FAILED;
        }
        branch.tried = tried(branch, Tried.Outcome.DONE, kept(((CallResult.Done) result).result()), step);
        for (int place = 0; place < transaction.branches.size(); place++) {
            if (!isDone(transaction, place)) {
                return null;
            }
        }
        return Cause.TRIED;
    }

    private static boolean mayBeCalled(GlobalTransaction transaction, Branch branch) {
        for (int place : branch.after()) {
            if (!isDone(transaction, place)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDone(GlobalTransaction transaction, int place) {
        Tried tried = transaction.branches.get(place).tried;
        return tried != null && tried.outcome() == Tried.Outcome.DONE;
    }

    private static Tried tried(Branch branch, Tried.Outcome outcome, String text, Step step) {
        return new Tried(branch.id, outcome, text, step.nowMillis() - branch.calledMillis);
    }

    private static String shortened(String text) {
        return Texts.shortened(text, MAX_TEXT_CHARS);
    }

    /** Half of a JSON text is none. */
    private static String kept(String json) {
        return json == null || json.length() <= MAX_TEXT_CHARS
                ? json
                : "{\"omitted\":\"a result of " + json.length() + " characters, over the limit of " + MAX_TEXT_CHARS
                        + "\"}";
    }
}
