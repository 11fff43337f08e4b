// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.reconcile;

import io.holdfast.participant.guard.Phase;
import java.util.Set;

/** What the coordinator says about a transaction. */
public sealed interface Standing {

    /** It may still be decided either way. */
    record Undecided() implements Standing {}

    /**
     * It is decided, for good.
     *
     * @param phase CONFIRM or CANCEL
     * @param branches those that it has; empty if the coordinator does not tell any more
     */
    record Decided(Phase phase, Set<Long> branches) implements Standing {

        public Decided {
            branches = Set.copyOf(branches);
        }

        boolean mayHave(long branchId) {
            return branches.isEmpty() || branches.contains(branchId);
        }
    }

    /** It knows no such transaction. */
    record Unknown() implements Standing {}

    /**
     * It did not answer, or not as a coordinator does, or it cannot say now. A coordinator that has restarted cannot while a
     * participant does not acknowledge: it does not know whether that one did before.
     *
     * @param reached whether there was an answer at all, so that other questions may be asked
     */
    record NoAnswer(String why, boolean reached) implements Standing {
        NoAnswer(String why) {
            this(why, true);
        }
    }
}
