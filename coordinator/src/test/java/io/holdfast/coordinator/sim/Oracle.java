// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.sim;

import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.Answer.Refusal;
import io.holdfast.coordinator.model.Answer.Refused;
import io.holdfast.coordinator.model.Answer.Registered;
import io.holdfast.coordinator.model.Answer.Standing;
import io.holdfast.coordinator.model.BranchCall;
import io.holdfast.coordinator.model.Decision;
import io.holdfast.coordinator.model.LogRecord;
import io.holdfast.coordinator.model.LogRecord.Begun;
import io.holdfast.coordinator.model.LogRecord.BranchRegistered;
import io.holdfast.coordinator.model.LogRecord.BranchReported;
import io.holdfast.coordinator.model.LogRecord.Decided;
import io.holdfast.coordinator.model.LogRecord.Finished;
import io.holdfast.coordinator.model.Phase;
import io.holdfast.coordinator.model.TransactionId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Judges the world by what is durable, what is sent and what takes effect, with a small model of its own. Shares no code
 * with the engine: it reads the vocabulary of {@code model} and nothing else.
 */
final class Oracle {
    /** One transaction, as the durable records tell it. */
    private static final class Known {
        final Set<Long> branches = new LinkedHashSet<>();
        long deadlineMillis;
        Decided decided;
        boolean finished;
        boolean cancelSent;
        int told;
        int records;
    }

    private final Map<TransactionId, Known> transactions = new LinkedHashMap<>();
    private final Map<Long, TransactionId> ids = new LinkedHashMap<>();
    private final List<LogRecord> acknowledged = new ArrayList<>();
    private final Map<Long, BranchEffects> effects = new LinkedHashMap<>();
    private int highestEpoch;

    static void check(boolean holds, String which, Object about) {
        if (!holds) {
            throw new Broken(which + " (" + about + ")");
        }
    }

    private Known known(TransactionId id) {
        return transactions.computeIfAbsent(id, unused -> new Known());
    }

    // The log.

    void appending(boolean afterAFailure) {
        check(!afterAFailure, "I18 nothing is appended after an append that failed", "");
    }

    void taken(Predicate<LogRecord> holds) {
        for (LogRecord record : acknowledged) {
            check(holds.test(record), "I15 every acknowledged record survives", record);
        }
    }

    void acknowledged(List<LogRecord> batch) {
        acknowledged.addAll(batch);
    }

    void durable(List<LogRecord> batch, int byEpoch, int epoch) {
        highestEpoch = Math.max(highestEpoch, epoch);
        check(byEpoch == highestEpoch, "I21 only the newest epoch writes", byEpoch + " < " + highestEpoch);
        for (LogRecord record : batch) {
            durable(record);
        }
    }

    private void durable(LogRecord record) {
        Known known = known(record.transaction());
        check(record.sequence() == known.records, "I16 the records of a transaction have no gap", record);
        known.records++;
        check(!known.finished, "I9 nothing comes after the end", record);
        if (record instanceof Begun begun) {
            known.deadlineMillis = begun.atMillis() + begun.facts().timeoutMillis();
        } else if (record instanceof BranchRegistered registered) {
            check(known.decided == null, "I8 no registration after the decision", record);
            check(record.atMillis() < known.deadlineMillis, "I8 no registration after the deadline", record);
            check(known.branches.add(registered.branchId()), "I20 no branch id twice", record);
        } else if (record instanceof BranchReported reported) {
            check(known.decided == null, "I8 no report after the decision", record);
            check(known.branches.contains(reported.branchId()), "I8 only registered branches report", record);
        } else if (record instanceof Decided decided) {
            check(known.decided == null, "I1 at most one decision", record);
            if (decided.decision() == Decision.COMMIT) {
                check(!known.cancelSent, "I4 no commit after a cancel was sent", record);
                check(record.atMillis() < known.deadlineMillis, "I5 no commit after the deadline", record);
            }
            known.decided = decided;
        } else if (record instanceof Finished finished) {
            finished(known, finished);
        }
    }

    private void finished(Known known, Finished finished) {
        check(known.decided != null, "I2 no end without a decision", finished);
        check(known.decided.decision() == finished.decision(), "I1 it ends as it was decided", finished);
        known.finished = true;
        for (long branch : known.branches) {
            assertCarriedOut(branch, finished.decision(), "I9 finished only when every branch is done");
        }
    }

    private void assertCarriedOut(long branch, Decision decision, String which) {
        BranchEffects done = effects(branch);
        if (decision == Decision.COMMIT) {
            check(done.confirms == 1, which + ": confirmed once", branch);
        } else {
            check(done.cancelled && done.tries == done.undos, which + ": cancelled", branch);
        }
    }

    // What the coordinator sends.

    void replied(SimNode node, Caller caller, Answer answer) {
        check(!caller.answered, "every request gets one answer", answer);
        caller.answered = true;
        if (answer instanceof Answer.Begun begun) {
            newId(begun.xid().id().value(), begun.xid().id());
        } else if (answer instanceof Registered registered) {
            Known known = known(caller.about);
            check(known.branches.contains(registered.branchId()), "I8 no branch id before it is durable", answer);
            newId(registered.branchId(), caller.about);
        } else if (answer instanceof Standing standing) {
            told(known(caller.about), standing, node.isFenced());
        } else if (answer instanceof Refused refused && refused.refusal() == Refusal.NO_SUCH_TRANSACTION) {
            // What the next owner has begun, a fenced node cannot know: docs/testing.md, "What the simulator found".
            boolean knows = node.isFenced() || known(caller.about).branches.isEmpty();
            check(knows, "I6 a transaction with a branch stays answerable", caller.about);
        }
    }

    private void newId(long id, TransactionId owner) {
        check(ids.put(id, owner) == null, "I20 no id is used twice", id);
    }

    private static void told(Known known, Standing standing, boolean stale) {
        int rank =
                switch (standing.status()) {
                    case TRYING -> 0;
                    case CONFIRMING, CANCELLING -> 1;
                    case CONFIRMED, CANCELLED -> 2;
                };
        if (known.branches.isEmpty()) {
            return; // Nothing was tried, so there is nothing to be truthful about but the absence of effects.
        }
        if (rank > 0) {
            boolean commit = standing.status().name().startsWith("CONFIRM");
            check(known.decided != null, "I2 no outcome before its decision is durable", standing);
            check((known.decided.decision() == Decision.COMMIT) == commit, "I6 the truth is told", standing);
        }
        check(rank < 2 || known.finished, "I6 final only once the end is durable", standing);
        if (!stale) { // A fenced node may still repeat what was true when it was fenced.
            check(rank >= known.told, "I6 an answered status never goes backwards", standing);
            known.told = rank;
        }
    }

    void called(BranchCall call) {
        Known known = known(call.xid().id());
        boolean confirm = call.phase() == Phase.CONFIRM;
        check(known.decided != null, "I2 no call before its decision is durable", call);
        check((known.decided.decision() == Decision.COMMIT) == confirm, "I3 calls follow the decision", call);
        check(known.branches.contains(call.branchId()), "I8 only registered branches are called", call);
        known.cancelSent |= !confirm;
    }

    // What takes effect at participants.

    /** What has taken effect for one branch, counted by the participant's committed transactions. */
    static final class BranchEffects {
        TransactionId transaction;
        int tries;
        int confirms;
        int undos;
        boolean cancelled;
    }

    BranchEffects effects(long branch) {
        return effects.computeIfAbsent(branch, unused -> new BranchEffects());
    }

    void tried(TransactionId id, long branch) {
        BranchEffects done = effects(branch);
        done.transaction = id;
        done.tries++;
        check(done.tries == 1, "I10 Try takes effect once", branch);
        check(!done.cancelled, "I10 no Try after Cancel", branch);
        Known known = known(id);
        check(known.branches.contains(branch), "I8 no Try before its registration is durable", branch);
    }

    void confirmed(TransactionId id, long branch) {
        BranchEffects done = effects(branch);
        done.confirms++;
        check(done.confirms == 1, "I10 Confirm takes effect once", branch);
        check(done.tries == 1, "I10 Confirm needs a Try", branch);
        Decided decided = known(id).decided;
        check(decided != null && decided.decision() == Decision.COMMIT, "I3 Confirm only after COMMIT", branch);
    }

    /** @param undone whether there was something to undo */
    void cancelled(TransactionId id, long branch, boolean undone) {
        BranchEffects done = effects(branch);
        done.cancelled = true;
        done.undos += undone ? 1 : 0;
        check(done.undos <= 1, "I10 Cancel takes effect once", branch);
        check(done.undos <= done.tries, "I10 Cancel without Try changes nothing", branch);
        Decided decided = known(id).decided;
        check(decided != null && decided.decision() == Decision.CANCEL, "I3 Cancel only after CANCEL", branch);
    }

    // At rest.

    void atRest() {
        for (Map.Entry<TransactionId, Known> entry : transactions.entrySet()) {
            Known known = entry.getValue();
            if (known.branches.isEmpty()) {
                continue;
            }
            check(known.finished, "I24 everything ends in time, I7 nothing is given up", entry.getKey());
            for (long branch : known.branches) {
                assertCarriedOut(branch, known.decided.decision(), "I14 at rest every branch is as decided");
            }
        }
    }

    /** Whether the branch's transaction was committed, as the log has it. */
    boolean isCommitted(long branch) {
        TransactionId id = effects(branch).transaction;
        Known known = id == null ? null : transactions.get(id);
        return known != null && known.decided != null && known.decided.decision() == Decision.COMMIT;
    }

    int count() {
        return transactions.size();
    }
}
