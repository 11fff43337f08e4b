// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.guard;

import static io.holdfast.participant.guard.Phase.CANCEL;
import static io.holdfast.participant.guard.Phase.CONFIRM;
import static io.holdfast.participant.guard.Phase.TRY;
import static io.holdfast.participant.guard.RowState.ABSENT;
import static io.holdfast.participant.guard.RowState.COMMITTED;
import static io.holdfast.participant.guard.RowState.ROLLBACKED;
import static io.holdfast.participant.guard.RowState.SUSPENDED;
import static io.holdfast.participant.guard.RowState.TRIED;

import io.holdfast.participant.guard.Verdict.AlreadyDone;
import io.holdfast.participant.guard.Verdict.Anomaly;
import io.holdfast.participant.guard.Verdict.EmptyRollback;
import io.holdfast.participant.guard.Verdict.Refused;
import io.holdfast.participant.guard.Verdict.Run;
import io.holdfast.participant.guard.Verdict.Surplus;
import java.util.EnumMap;
import java.util.Map;

/**
 * The guard's rules as one table: (phase, row found) -> verdict. Pure; every adapter that keeps the rows, on whatever
 * store, moves them as this table says (I10).
 */
public final class GuardRules {

    private static final Map<Phase, Map<RowState, Verdict>> TABLE = new EnumMap<>(Map.of(
            TRY,
            new EnumMap<>(Map.of(
                    ABSENT, new Run(TRIED),
                    TRIED, new AlreadyDone(),
                    COMMITTED, new Refused("the branch was confirmed before"),
                    ROLLBACKED, new Refused("the branch was cancelled before"),
                    SUSPENDED, new Refused("the branch was cancelled before this Try came"))),
            CONFIRM,
            new EnumMap<>(Map.of(
                    ABSENT, new Anomaly("no Try of this branch took effect here, or its row is gone"),
                    TRIED, new Run(COMMITTED),
                    COMMITTED, new AlreadyDone(),
                    ROLLBACKED, new Anomaly("the branch was cancelled before"),
                    SUSPENDED, new Anomaly("the branch was cancelled before, without a Try"))),
            CANCEL,
            new EnumMap<>(Map.of(
                    ABSENT, new EmptyRollback(),
                    TRIED, new Run(ROLLBACKED),
                    COMMITTED, new Anomaly("the branch was confirmed before"),
                    ROLLBACKED, new AlreadyDone(),
                    // Not AlreadyDone: nothing was ever undone, whether the row is new or not.
                    SUSPENDED, new EmptyRollback()))));

    /**
     * What differs for a branch whose business key another branch of the transaction holds. All branches of a transaction
     * are decided alike, so whatever becomes of the effect is up to its holder. That a Confirm finds no row is no anomaly
     * here: this branch's Try failed, and the repeated one, another branch, took effect.
     */
    private static final Map<Phase, Map<RowState, Verdict>> SURPLUS = new EnumMap<>(Map.of(
            TRY,
            new EnumMap<>(Map.of(ABSENT, new Surplus(TRIED))),
            CONFIRM,
            new EnumMap<>(Map.of(TRIED, new Surplus(COMMITTED), ABSENT, new Surplus(COMMITTED))),
            CANCEL,
            new EnumMap<>(Map.of(TRIED, new Surplus(ROLLBACKED)))));

    private GuardRules() {}

    public static Verdict verdict(Phase phase, RowState found) {
        return TABLE.get(phase).get(found);
    }

    /** The verdict for a branch whose business key another branch of the transaction holds. */
    public static Verdict surplus(Phase phase, RowState found) {
        return SURPLUS.get(phase).getOrDefault(found, verdict(phase, found));
    }

    /**
     * The verdict for an action whose Cancel runs although no Try committed, unless another branch holds its business key.
     * SUSPENDED then means that a Cancel came and did not run yet, and ROLLBACKED that it ran.
     */
    public static Verdict withFailedTry(Phase phase, RowState found) {
        Verdict verdict = verdict(phase, found);
        return verdict instanceof EmptyRollback ? new Run(ROLLBACKED) : verdict;
    }

    /** The row's state after the call, if its transaction commits. */
    public static RowState after(Phase phase, RowState found) {
        Verdict verdict = verdict(phase, found);
        if (verdict instanceof Run run) {
            return run.next();
        }
        return verdict instanceof EmptyRollback ? SUSPENDED : found;
    }
}
