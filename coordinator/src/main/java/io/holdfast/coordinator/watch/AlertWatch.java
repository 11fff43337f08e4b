// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.watch;

import io.holdfast.coordinator.model.BranchFacts;
import io.holdfast.coordinator.model.LogRecord;
import io.holdfast.coordinator.model.LogRecord.Begun;
import io.holdfast.coordinator.model.LogRecord.BranchRegistered;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.model.Xid;
import io.holdfast.coordinator.port.LogFailure;
import io.holdfast.coordinator.port.ThisNode;
import io.holdfast.coordinator.port.ThisNode.ServedLane;
import io.holdfast.coordinator.watch.Alert.Kind;
import io.holdfast.coordinator.watch.Alert.State;
import io.holdfast.coordinator.watch.LaneTally.Parked;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Compares, round by round, what is the matter on the lanes of this node with what was told: a condition that is new is
 * told, and one that is over. Whatever finds no place among the alerts that wait is told in a later round, so that nothing
 * is lost as long as it lasts. Used by one thread, which no lane waits for.
 *
 * <p>A lane that does not serve says nothing of its transactions: what was told of them stands. A lane that another node
 * has is that one's to tell of.
 */
public final class AlertWatch {
    static final int MOST_PARKED = 1_000;
    static final int MOST_UNDECIDED = 100;
    /** Each may cost a look into the log. */
    private static final int MOST_NEW_PER_ROUND = 50;

    /** Reads what happened to a transaction. */
    public interface History {
        List<LogRecord> of(TransactionId id) throws LogFailure;
    }

    /** How an alert about a condition is made. */
    private interface Telling {
        /** @return null if the log knows nothing of it any more */
        Alert tell() throws LogFailure;
    }

    private final ThisNode node;
    private final LogWatch log;
    private final History history;
    private final long undecidedAfterMillis;
    private final LongSupplier clock;
    private final Predicate<Alert> outgoing;
    private final Map<String, Alert> told = new LinkedHashMap<>();

    /**
     * @param clock the lanes' clock
     * @param outgoing false if it takes no more just now
     */
    public AlertWatch(
            ThisNode node,
            LogWatch log,
            History history,
            Duration undecidedAfter,
            LongSupplier clock,
            Predicate<Alert> outgoing) {
        this.node = node;
        this.log = log;
        this.history = history;
        this.undecidedAfterMillis = undecidedAfter.toMillis();
        this.clock = clock;
        this.outgoing = outgoing;
    }

    /** Looks once. */
    public void round() {
        Map<Integer, Boolean> serving = new HashMap<>();
        Map<String, Telling> now = new LinkedHashMap<>(); // What may need the log comes last, which may be the matter.
        Map<String, Telling> parked = new LinkedHashMap<>();
        for (ServedLane lane : node.lanes()) {
            LaneTally tally = log.tally(lane.lane());
            boolean serves = lane.condition().equals("SERVING") && tally != null;
            if (!lane.condition().equals("STOPPED")) {
                serving.put(lane.lane(), serves);
            }
            if (serves) {
                addUndecided(tally, now);
                addParked(tally, parked);
            } else if (lane.condition().equals("HALTED")) {
                String id = "lane-halted:" + lane.lane();
                now.put(id, () -> halted(id, lane));
            }
        }
        now.putAll(parked);
        tellWhatEnded(now, serving);
        tellWhatBegan(now);
    }

    private void tellWhatEnded(Map<String, Telling> now, Map<Integer, Boolean> serving) {
        for (Iterator<Alert> all = told.values().iterator(); all.hasNext(); ) {
            Alert one = all.next();
            Boolean serves = serving.get(one.lane());
            if (serves == null || (serves && !now.containsKey(one.id()) && outgoing.test(one.ended()))) {
                all.remove();
            }
        }
    }

    private void tellWhatBegan(Map<String, Telling> now) {
        int left = MOST_NEW_PER_ROUND;
        for (Map.Entry<String, Telling> one : now.entrySet()) {
            if (told.containsKey(one.getKey())) {
                continue;
            }
            if (left-- == 0) {
                return;
            }
            try {
                Alert alert = one.getValue().tell();
                if (alert != null && outgoing.test(alert)) {
                    told.put(alert.id(), alert);
                }
            } catch (LogFailure later) {
                return; // In a later round, then.
            }
        }
    }

    private Alert halted(String id, ServedLane lane) {
        String message = "lane " + lane.lane() + " does not serve, and tries to recover: " + lane.problem();
        return new Alert(
                id, Kind.LANE_HALTED, State.BEGUN, clock.getAsLong(), lane.lane(), null, null, null, null, message);
    }

    private void addUndecided(LaneTally tally, Map<String, Telling> now) {
        long before = clock.getAsLong() - undecidedAfterMillis;
        for (Begun begun : tally.undecidedSince(before, MOST_UNDECIDED)) {
            String id = "transaction-undecided:" + begun.transaction();
            now.put(id, () -> undecided(id, begun));
        }
    }

    private Alert undecided(String id, Begun begun) {
        long seconds = (clock.getAsLong() - begun.atMillis()) / 1000;
        String message = "undecided for " + seconds + " s; it is cancelled after "
                + begun.facts().timeoutMillis() / 1000 + " s at the latest";
        return new Alert(
                id,
                Kind.TRANSACTION_UNDECIDED,
                State.BEGUN,
                begun.atMillis(),
                begun.transaction().lane(),
                new Xid(begun.address(), begun.transaction()).toString(),
                null,
                begun.facts().name(),
                null,
                message);
    }

    private void addParked(LaneTally tally, Map<String, Telling> now) {
        for (Parked parked : tally.parked(MOST_PARKED)) {
            String id = "branch-parked:" + parked.branchId();
            now.put(id, () -> parked(id, parked));
        }
    }

    private Alert parked(String id, Parked parked) throws LogFailure {
        List<LogRecord> records = history.of(parked.transaction());
        if (records.isEmpty() || !(records.get(0) instanceof Begun begun)) {
            return null;
        }
        return new Alert(
                id,
                Kind.BRANCH_PARKED,
                State.BEGUN,
                parked.sinceMillis(),
                parked.transaction().lane(),
                new Xid(begun.address(), parked.transaction()).toString(),
                Long.toString(parked.branchId()),
                begun.facts().name(),
                participant(records, parked.branchId()),
                parked.error());
    }

    private static String participant(List<LogRecord> records, long branchId) {
        for (LogRecord record : records) {
            if (record instanceof BranchRegistered registered && registered.branchId() == branchId) {
                BranchFacts facts = registered.facts();
                return facts.target() == null ? facts.application() + '/' + facts.resourceId() : facts.resourceId();
            }
        }
        return null;
    }

    /** How many conditions were told and are not over. */
    int told() {
        return told.size();
    }
}
