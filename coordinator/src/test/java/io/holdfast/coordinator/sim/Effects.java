// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.sim;

import static io.holdfast.coordinator.sim.Oracle.check;

import io.holdfast.coordinator.model.Decision;
import io.holdfast.coordinator.model.TransactionId;
import java.util.LinkedHashMap;
import java.util.Map;

/** What has taken effect at participants, counted by their committed database transactions (I3, I9, I10). */
final class Effects {
    private static final class OfBranch {
        int tries;
        int confirms;
        int undos;
        boolean cancelled;
    }

    private final Oracle oracle;
    private final Map<Long, OfBranch> branches = new LinkedHashMap<>();

    Effects(Oracle oracle) {
        this.oracle = oracle;
    }

    private OfBranch of(long branch) {
        return branches.computeIfAbsent(branch, unused -> new OfBranch());
    }

    boolean isCarriedOut(long branch, boolean commit) {
        OfBranch done = of(branch);
        return commit ? done.confirms == 1 : done.cancelled && done.tries == done.undos;
    }

    void assertCarriedOut(long branch, boolean commit, String which) {
        check(isCarriedOut(branch, commit), which + (commit ? ": confirmed once" : ": cancelled"), branch);
    }

    boolean isTried(long branch) {
        return of(branch).tries == 1;
    }

    void assertTried(long branch) {
        check(of(branch).tries == 1, "what counts as tried has been", branch);
    }

    void tried(TransactionId id, long branch) {
        OfBranch done = of(branch);
        done.tries++;
        check(done.tries == 1, "I10 Try takes effect once", branch);
        check(!done.cancelled, "I10 no Try after Cancel", branch);
        boolean registered = oracle.known(id).branches.containsKey(branch);
        check(registered, "I8 no Try before its registration is durable", branch);
    }

    void confirmed(TransactionId id, long branch) {
        OfBranch done = of(branch);
        done.confirms++;
        check(done.confirms == 1, "I10 Confirm takes effect once", branch);
        check(done.tries == 1, "I10 Confirm needs a Try", branch);
        check(oracle.known(id).isCommitted(), "I3 Confirm only after COMMIT", branch);
    }

    /** @param undone whether there was something to undo */
    void cancelled(TransactionId id, long branch, boolean undone) {
        OfBranch done = of(branch);
        done.cancelled = true;
        done.undos += undone ? 1 : 0;
        check(done.undos <= 1, "I10 Cancel takes effect once", branch);
        check(done.undos <= done.tries, "I10 Cancel without Try changes nothing", branch);
        Known known = oracle.known(id);
        boolean decided = known.decided != null && known.decided.decision() == Decision.CANCEL;
        check(decided, "I3 Cancel only after CANCEL", branch);
    }
}
