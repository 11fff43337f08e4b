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

    private GuardRules() {}

    public static Verdict verdict(Phase phase, RowState found) {
        return TABLE.get(phase).get(found);
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
