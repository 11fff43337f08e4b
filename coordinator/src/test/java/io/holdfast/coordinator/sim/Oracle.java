// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.sim;

import io.holdfast.coordinator.engine.EngineSettings;
import io.holdfast.coordinator.engine.EngineView.TransactionView;
import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.Answer.Refusal;
import io.holdfast.coordinator.model.Answer.Refused;
import io.holdfast.coordinator.model.Answer.Registered;
import io.holdfast.coordinator.model.Answer.Standing;
import io.holdfast.coordinator.model.BranchCall;
import io.holdfast.coordinator.model.Cause;
import io.holdfast.coordinator.model.LogRecord;
import io.holdfast.coordinator.model.LogRecord.BranchAcknowledged;
import io.holdfast.coordinator.model.LogRecord.BranchRegistered;
import io.holdfast.coordinator.model.LogRecord.BranchReported;
import io.holdfast.coordinator.model.LogRecord.Decided;
import io.holdfast.coordinator.model.LogRecord.Finished;
import io.holdfast.coordinator.model.Phase;
import io.holdfast.coordinator.model.TransactionId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Judges the world by what is durable, what is sent and what takes effect, with a small model of its own. Shares no code
 * with the engine: it reads the vocabulary of {@code model} and nothing else.
 */
final class Oracle {
    final Effects effects = new Effects(this);
    private final EngineSettings settings;
    private final Map<TransactionId, Known> transactions = new LinkedHashMap<>();
    private final Map<Long, TransactionId> ids = new LinkedHashMap<>();
    private final Map<Integer, List<LogRecord>> acknowledged = new TreeMap<>();
    private final Map<Integer, Integer> highestEpoch = new TreeMap<>();
    private final Map<Integer, Set<TransactionId>> unfinished = new TreeMap<>();
    private final Map<String, TransactionId> keys = new LinkedHashMap<>();
    private final Set<String> written = new HashSet<>();
    private final Set<String> refused = new HashSet<>();

    Oracle(EngineSettings settings) {
        this.settings = settings;
    }

    static void check(boolean holds, String which, Object about) {
        if (!holds) {
            throw new Broken(which, which + " (" + about + ")");
        }
    }

    Known known(TransactionId id) {
        return transactions.computeIfAbsent(id, unused -> new Known(id, settings));
    }

    /** Begun, and not durably finished; the lane's own. */
    Set<TransactionId> unfinished(int lane) {
        return unfinished.computeIfAbsent(lane, unused -> new LinkedHashSet<>());
    }

    // The log.

    void appending(boolean afterAFailure) {
        check(!afterAFailure, "I18 nothing is appended after an append that failed", "");
    }

    void taken(int lane, Predicate<LogRecord> holds) {
        for (LogRecord record : acknowledged.getOrDefault(lane, List.of())) {
            check(holds.test(record), "I15 every acknowledged record survives", record);
        }
    }

    void acknowledged(int lane, List<LogRecord> batch) {
        acknowledged.computeIfAbsent(lane, unused -> new ArrayList<>()).addAll(batch);
    }

    void durable(LogRecord record, int lane, int byEpoch, int epoch) {
        int highest = Math.max(highestEpoch.getOrDefault(lane, 0), epoch);
        highestEpoch.put(lane, highest);
        check(byEpoch == highest, "I21 only the newest epoch writes", byEpoch + " < " + highest);
        check(record.transaction().lane() == lane, "I20 a lane writes about its own transactions", record);
        Known known = known(record.transaction());
        known.durable(record, byEpoch);
        if (known.records == 1) {
            unfinished(lane).add(known.id);
            String key = known.begun.facts().labels().key();
            check(key == null || keys.put(key, known.id) == null, "one key is one transaction", key);
        }
        if (record instanceof BranchRegistered registered && registered.facts().target() != null) {
            newId(registered.branchId(), known.id);
            newIdOnce(known.id);
        } else if (record instanceof BranchRegistered registered) {
            written(registered.facts().clientId(), record);
        } else if (record instanceof Decided decided && decided.cause() == Cause.TRIED) {
            for (long branch : known.branches.keySet()) {
                effects.assertTried(branch);
            }
        } else if (record instanceof BranchReported reported) {
            written(reported.applicationData(), record);
        } else if (record instanceof BranchAcknowledged done) {
            effects.assertCarriedOut(done.branchId(), known.isCommitted(), "I9 acknowledged is what is done");
        } else if (record instanceof Finished) {
            for (long branch : known.branches.keySet()) {
                effects.assertCarriedOut(branch, known.isCommitted(), "I9 finished only when every branch is done");
            }
            unfinished(lane).remove(known.id);
        }
    }

    private void written(String mark, LogRecord record) {
        check(!refused.contains(mark), "I25 what was refused has no effect", record);
        written.add(mark);
    }

    // What the lane holds in memory.

    /** @param recovered whether it comes straight from the log, so that it can be neither ahead nor behind */
    void remembers(int lane, int epoch, List<TransactionView> memory, boolean recovered) {
        if (epoch < highestEpoch.getOrDefault(lane, 0)) {
            return; // Its successor goes on without it.
        }
        check(memory.size() <= settings.maxOpenTransactions(), "I25 open transactions are limited", memory.size());
        Set<TransactionId> held = new HashSet<>();
        for (TransactionView view : memory) {
            held.add(view.id());
            Known known = transactions.get(view.id());
            int durable = known == null ? 0 : known.records;
            if (durable > 0) {
                check(view.nextSequence() >= durable, "I16 memory is not behind the log", view);
            }
            if (view.written() && view.nextSequence() == durable) {
                check(sees(view, known), "I16 memory is what the log says", view);
            }
            check(!recovered || view.nextSequence() == durable, "I16 recovery gives what the log says", view);
        }
        if (recovered) {
            for (TransactionId id : unfinished(lane)) {
                check(known(id).records == 0 || held.contains(id), "I16 recovery forgets nothing", id);
            }
        }
    }

    private static boolean sees(TransactionView view, Known known) {
        boolean same = view.facts().equals(known.begun.facts())
                && view.begunMillis() == known.begun.atMillis()
                && !known.finished
                && view.decision() == (known.decided == null ? null : known.decided.decision())
                && view.cause() == (known.decided == null ? null : known.decided.cause())
                && view.branches().size() == known.branches.size();
        if (!same) {
            return false;
        }
        for (var branch : view.branches()) {
            KnownBranch expected = known.branches.get(branch.id());
            if (expected == null
                    || !branch.facts().equals(expected.facts)
                    || branch.isAcknowledged() != expected.acknowledged
                    || branch.failedAttempts() != expected.failedAttempts
                    || branch.parked() != expected.parked
                    || branch.nextAttemptMillis() != expected.nextAttemptMillis) {
                return false;
            }
        }
        return true;
    }

    // What the coordinator sends.

    void replied(SimLane lane, Caller caller, Answer answer) {
        check(!caller.answered, "every request gets one answer", answer);
        caller.answered = true;
        if (answer instanceof Answer.Begun begun) {
            TransactionId id = begun.xid().id();
            boolean own = id.lane() == lane.number() && id.epoch() == lane.epoch();
            check(own, "I20 an id names its lane and epoch", id.lane() + "/" + id.epoch());
            newId(id.value(), id);
            unfinished(lane.number()).add(id);
        } else if (answer instanceof Registered registered) {
            boolean durable = known(caller.about).branches.containsKey(registered.branchId());
            check(durable, "I8 no branch id before it is durable", answer);
            newId(registered.branchId(), caller.about);
        } else if (answer instanceof Answer.Outcome outcome) {
            TransactionId id = outcome.xid().id();
            check(known(id).records > 0, "I2 accepted is what is durable", answer);
            check(caller.key == null || id.equals(keys.get(caller.key)), "one key is one transaction", answer);
            told(known(id), outcome.standing(), lane, lane.epochOfAnswers(id));
        } else if (answer instanceof Answer.Known owner) {
            check(owner.xid().id().equals(keys.get(caller.key)), "one key is one transaction", answer);
        } else if (answer instanceof Standing standing) {
            told(known(caller.about), standing, lane, lane.epochOfAnswers(caller.about));
        } else if (answer instanceof Answer.Operated operated) {
            for (Answer.PlannedCall call : operated.calls()) {
                boolean known = known(caller.about).branches.containsKey(call.branchId());
                check(known, "only registered branches are called", call);
            }
        } else if (answer instanceof Refused refusal) {
            if (caller.about == null) {
                boolean unknown = refusal.refusal() == Refusal.NO_SUCH_TRANSACTION;
                check(!unknown || !keys.containsKey(caller.key) || lane.isFenced(), "I6 a key stays known", caller.key);
            } else if (refusal.refusal() == Refusal.NO_SUCH_TRANSACTION) {
                boolean nothing = known(caller.about).branches.isEmpty();
                check(nothing, "I6 a transaction with a branch stays answerable", caller.about);
            }
            if (refusal.refusal() != Refusal.UNAVAILABLE) {
                refused(caller);
            }
        }
    }

    /** The request is told that nothing was done; nor may anything be done later. */
    void refused(Caller caller) {
        if (caller.mark() != null) {
            check(!written.contains(caller.mark()), "I25 what was refused has no effect", caller.mark());
            refused.add(caller.mark());
        }
    }

    private void newIdOnce(TransactionId id) {
        check(
                id.equals(ids.putIfAbsent(id.value(), id))
                        || ids.get(id.value()).equals(id),
                "I20 no id is used twice",
                id);
    }

    private void newId(long id, TransactionId owner) {
        check(ids.put(id, owner) == null, "I20 no id is used twice", id);
    }

    private void told(Known known, Standing standing, SimLane lane, int epoch) {
        if (known.branches.isEmpty()) {
            return; // Nothing was tried, so there is nothing to be truthful about but the absence of effects.
        }
        int rank =
                switch (standing.status()) {
                    case TRYING -> 0;
                    case CONFIRMING, CANCELLING -> 1;
                    case CONFIRMED, CANCELLED -> 2;
                };
        if (rank > 0) {
            boolean commit = standing.status().name().startsWith("CONFIRM");
            check(known.decided != null, "I2 no outcome before its decision is durable", standing);
            check(known.isCommitted() == commit, "I6 the truth is told", standing);
            check(known.decided.cause() == standing.cause(), "I6 the true reason is told", standing);
        }
        if (rank == 2) {
            for (long branch : known.branches.keySet()) {
                effects.assertCarriedOut(branch, known.isCommitted(), "I6 final only once every branch is done");
            }
        }
        if (standing.retrying()) {
            boolean failed = known.branches.values().stream().anyMatch(branch -> branch.failedAttempts > 0);
            check(failed, "I6 no failure is told before it is durable", standing);
        }
        // A fenced lane may repeat what was true when it was fenced, but nothing older.
        var before = lane.isFenced() ? known.told.headMap(lane.epoch(), true) : known.told;
        for (int told : before.values()) {
            check(rank >= told, "I6 an answered status never goes backwards", standing);
        }
        known.told.merge(epoch, rank, Math::max);
    }

    void called(SimLane lane, BranchCall call) {
        Known known = known(call.xid().id());
        if (call.phase() == Phase.TRY) {
            tryCalled(lane, known, call);
            return;
        }
        boolean confirm = call.phase() == Phase.CONFIRM;
        check(known.decided != null, "I2 no call before its decision is durable", call);
        check(known.isCommitted() == confirm, "I3 calls follow the decision", call);
        KnownBranch branch = known.branches.get(call.branchId());
        check(branch != null, "I8 only registered branches are called", call);
        check(branch.facts.equals(call.facts()), "I16 a branch is called with its own facts", call);
        check(branch.called(lane.epoch(), call.attempt()), "I7 an attempt is one call", call);
        // An earlier epoch's answer to an attempt of the same number may come in the very batch that makes this one.
        boolean answeredAlready = branch.failedEpoch == lane.epoch() && call.attempt() == branch.failedAttempts;
        boolean counted = call.attempt() > branch.failedAttempts || answeredAlready;
        check(lane.isFenced() || counted, "I16 attempts are counted", call);
        boolean waited = branch.hurried
                || branch.failedEpoch != lane.epoch()
                || call.attempt() != branch.failedAttempts + 1
                || lane.clockMillis() >= branch.nextAttemptMillis;
        check(waited, "I7 the next attempt waits for its back-off", call);
        if (known.isSerial()) {
            serial(known, call.branchId());
        }
        ordered(known, branch);
        known.cancelSent |= !confirm;
    }

    private void tryCalled(SimLane lane, Known known, BranchCall call) {
        KnownBranch branch = known.branches.get(call.branchId());
        check(branch != null, "I8 only registered branches are called", call);
        check(branch.facts.equals(call.facts()), "I16 a branch is called with its own facts", call);
        // The decision may be the last word of the very batch that makes the call.
        boolean undecided = known.decided == null || known.decided.atMillis() == lane.clockMillis();
        check(lane.isFenced() || undecided, "no Try after the decision", call);
        check(branch.tryCalled(), "a Try is called once", call);
        for (int place : branch.facts.target().after()) {
            effects.assertTried(known.at(place).id);
        }
    }

    /** A Confirm comes after those of the branches before it, and a Cancel before theirs. */
    private void ordered(Known known, KnownBranch called) {
        for (KnownBranch other : known.branches.values()) {
            boolean before =
                    known.isCommitted() ? called.comesAfter(known.place(other)) : other.comesAfter(known.place(called));
            if (before) {
                effects.assertCarriedOut(other.id, known.isCommitted(), "branches are called in the order asked for");
            }
        }
    }

    private void serial(Known known, long called) {
        boolean before = known.isCommitted();
        for (long branch : known.branches.keySet()) {
            if (branch == called) {
                before = !before;
            } else if (before) {
                effects.assertCarriedOut(branch, known.isCommitted(), "serial branches are called one by one");
            }
        }
    }

    // At rest.

    void atRest() {
        for (Known known : transactions.values()) {
            if (known.branches.isEmpty()) {
                continue;
            }
            check(known.finished, "I24 everything ends in time, I7 nothing is given up", known.id);
            for (long branch : known.branches.keySet()) {
                effects.assertCarriedOut(branch, known.isCommitted(), "I14 at rest every branch is as decided");
            }
        }
    }

    /** Any that is durable, rather one that has not finished; null if there is none. */
    Known any(SplittableRandom random) {
        List<Known> durable = transactions.values().stream()
                .filter(known -> known.records > 0)
                .toList();
        List<Known> open = durable.stream().filter(known -> !known.finished).toList();
        List<Known> from = open.isEmpty() || random.nextInt(8) == 0 ? durable : open;
        return from.isEmpty() ? null : from.get(random.nextInt(from.size()));
    }

    int count() {
        return transactions.size();
    }
}
