// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.guard.jdbc;

import static io.holdfast.participant.guard.Phase.CANCEL;
import static io.holdfast.participant.guard.Phase.CONFIRM;
import static io.holdfast.participant.guard.Phase.TRY;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.participant.guard.BranchKey;
import io.holdfast.participant.guard.Phase;
import io.holdfast.participant.guard.RowState;
import io.holdfast.participant.guard.Verdict;
import io.holdfast.participant.guard.Verdict.Run;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a database with InnoDB's locks must do besides: MySQL and MariaDB. */
abstract class InnoDbGuardContract extends GuardContract {

    @ParameterizedTest
    @EnumSource
    void aConfirmThatMeetsARunningTryWaitsForItAndFollowsIt(Isolation isolation) throws Exception {
        BranchKey branch = newBranch();
        try (Transaction running = new Transaction(isolation)) {
            running.enter(TRY, branch);
            Future<Verdict> confirm = async(() -> call(isolation, CONFIRM, branch));
            awaitWaiters(1);
            running.commit();
            assertThat(confirm.get()).isEqualTo(new Run(RowState.COMMITTED));
        }
    }

    /** On InnoDB the waiters inherit locks on the gap that the undone row leaves, and deadlock: nobody may see it. */
    @ParameterizedTest
    @EnumSource
    void manyThatWaitForATryThatFailsAllGetTheirVerdict(Isolation isolation) throws Exception {
        BranchKey branch = newBranch();
        List<Future<Verdict>> waiting = new ArrayList<>();
        try (Transaction running = new Transaction(isolation)) {
            running.enter(TRY, branch);
            for (int i = 0; i < 8; i++) {
                Phase phase = i % 4 == 3 ? TRY : CANCEL;
                waiting.add(async(() -> call(isolation, phase, branch)));
            }
            awaitWaiters(waiting.size());
        }
        List<Verdict> verdicts = new ArrayList<>();
        for (Future<Verdict> one : waiting) {
            verdicts.add(one.get());
        }
        long tried = verdicts.stream().filter(new Run(RowState.TRIED)::equals).count();
        long undone =
                verdicts.stream().filter(new Run(RowState.ROLLBACKED)::equals).count();
        assertThat(tried).isLessThanOrEqualTo(1);
        assertThat(undone).isEqualTo(tried);
        assertThat(row(branch)).isEqualTo(tried == 1 ? RowState.ROLLBACKED : RowState.SUSPENDED);
    }

    /** A plain SELECT would look into the snapshot and find nothing. */
    @Test
    void anOldSnapshotDoesNotHideTheRow() throws SQLException {
        aRowThatCameDuringTheCallersOwnTransactionIsSeen(Isolation.REPEATABLE_READ);
    }
}
