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
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.participant.guard.Verdict.AlreadyDone;
import io.holdfast.participant.guard.Verdict.Anomaly;
import io.holdfast.participant.guard.Verdict.EmptyRollback;
import io.holdfast.participant.guard.Verdict.Refused;
import io.holdfast.participant.guard.Verdict.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class GuardRulesTest {

    static Stream<Arguments> everyCase() {
        return Stream.of(
                Arguments.of(TRY, ABSENT, Run.class, TRIED),
                Arguments.of(TRY, TRIED, AlreadyDone.class, TRIED),
                Arguments.of(TRY, COMMITTED, Refused.class, COMMITTED),
                Arguments.of(TRY, ROLLBACKED, Refused.class, ROLLBACKED),
                Arguments.of(TRY, SUSPENDED, Refused.class, SUSPENDED),
                Arguments.of(CONFIRM, ABSENT, Anomaly.class, ABSENT),
                Arguments.of(CONFIRM, TRIED, Run.class, COMMITTED),
                Arguments.of(CONFIRM, COMMITTED, AlreadyDone.class, COMMITTED),
                Arguments.of(CONFIRM, ROLLBACKED, Anomaly.class, ROLLBACKED),
                Arguments.of(CONFIRM, SUSPENDED, Anomaly.class, SUSPENDED),
                Arguments.of(CANCEL, ABSENT, EmptyRollback.class, SUSPENDED),
                Arguments.of(CANCEL, TRIED, Run.class, ROLLBACKED),
                Arguments.of(CANCEL, COMMITTED, Anomaly.class, COMMITTED),
                Arguments.of(CANCEL, ROLLBACKED, AlreadyDone.class, ROLLBACKED),
                Arguments.of(CANCEL, SUSPENDED, EmptyRollback.class, SUSPENDED));
    }

    @ParameterizedTest
    @MethodSource("everyCase")
    void everyPhaseMeetsEveryRow(Phase phase, RowState found, Class<? extends Verdict> verdict, RowState after) {
        assertThat(GuardRules.verdict(phase, found)).isInstanceOf(verdict);
        assertThat(GuardRules.after(phase, found)).isEqualTo(after);
    }

    @Test
    void theCasesAreAllThereAre() {
        assertThat(everyCase()
                        .map(arguments -> List.of(arguments.get()[0], arguments.get()[1])))
                .doesNotHaveDuplicates()
                .hasSize(Phase.values().length * RowState.values().length);
    }

    /** I10, over every sequence of up to six calls: each phase runs at most once, and never both ways. */
    @Test
    void noSequenceOfCallsRunsAPhaseTwiceOrBothWays() {
        explore(ABSENT, new ArrayList<>(), new ArrayList<>());
    }

    private static void explore(RowState row, List<Phase> called, List<Phase> ran) {
        assertThat(ran)
                .as("ran after %s", called)
                .isIn(List.of(), List.of(TRY), List.of(TRY, CONFIRM), List.of(TRY, CANCEL));
        if (called.contains(CANCEL) && called.indexOf(CANCEL) < called.indexOf(TRY)) {
            assertThat(ran).as("a Try after %s", called).isEmpty();
        }
        if (called.size() == 6) {
            return;
        }
        for (Phase phase : Phase.values()) {
            List<Phase> nowCalled = new ArrayList<>(called);
            nowCalled.add(phase);
            List<Phase> nowRan = new ArrayList<>(ran);
            if (GuardRules.verdict(phase, row) instanceof Run) {
                nowRan.add(phase);
            }
            explore(GuardRules.after(phase, row), nowCalled, nowRan);
        }
    }

    @Test
    void aRowThatIsFinalIsNeverMovedAgain() {
        for (RowState row : RowState.values()) {
            for (Phase phase : Phase.values()) {
                if (row.isFinal()) {
                    assertThat(GuardRules.after(phase, row)).isEqualTo(row);
                }
            }
        }
        assertThat(TRIED.isFinal()).isFalse();
    }

    @Test
    void theCodesAreThoseOfSeatasTable() {
        assertThat(RowState.ofCode(1)).isEqualTo(TRIED);
        assertThat(RowState.ofCode(2)).isEqualTo(COMMITTED);
        assertThat(RowState.ofCode(3)).isEqualTo(ROLLBACKED);
        assertThat(RowState.ofCode(4)).isEqualTo(SUSPENDED);
        assertThatThrownBy(() -> RowState.ofCode(0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> RowState.ofCode(5)).hasMessageContaining("5");
    }

    @Test
    void anXidThatDoesNotFitTheTableIsRefusedBeforeItGetsThere() {
        assertThatThrownBy(() -> new BranchKey(" ", 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new BranchKey("x".repeat(129), 1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(new BranchKey("x".repeat(128), 1).xid()).hasSize(128);
    }
}
