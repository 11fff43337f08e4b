// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import static io.holdfast.participant.guard.Phase.CANCEL;
import static io.holdfast.participant.guard.Phase.CONFIRM;
import static io.holdfast.participant.guard.Phase.TRY;

/** Calls come in the wrong order, too late, without what should have come before, or beside others of the transaction. */
final class OrderScripts {

    private OrderScripts() {}

    static void cancelWithoutTry(Play play) {
        Branch branch = play.branch();
        play.done(CANCEL, branch);
        play.expectNothing();
        play.done(CANCEL, branch);
        play.expectNothing();
    }

    static void tryAfterCancel(Play play) {
        Branch overtaken = play.branch();
        play.done(CANCEL, overtaken);
        for (int i = 0; i < 3; i++) {
            play.notDone(TRY, overtaken);
            play.expectNothing();
        }
        play.done(CANCEL, overtaken);
        play.expectNothing();
        Branch repeated = play.branch();
        play.done(TRY, repeated);
        play.done(CANCEL, repeated);
        play.notDone(TRY, repeated);
        play.expectNothing();
    }

    static void confirmWithoutTry(Play play) {
        Branch branch = play.branch();
        play.notDone(CONFIRM, branch);
        play.expectNothing();
        play.notDone(CONFIRM, branch);
        play.expectNothing();
    }

    static void cancelAfterConfirm(Play play) {
        Branch branch = play.branch();
        play.done(TRY, branch);
        play.done(CONFIRM, branch);
        play.notDone(CANCEL, branch);
        play.expectConfirmed(1);
        play.notDone(CANCEL, branch);
        play.expectConfirmed(1);
        play.done(CONFIRM, branch);
        play.expectConfirmed(1);
    }

    static void confirmAfterCancel(Play play) {
        Branch tried = play.branch();
        play.done(TRY, tried);
        play.done(CANCEL, tried);
        play.notDone(CONFIRM, tried);
        play.expectNothing();
        play.done(CANCEL, tried);
        Branch never = play.branch();
        play.done(CANCEL, never);
        play.notDone(CONFIRM, never);
        play.expectNothing();
    }

    static void expiredTry(Play play) {
        Branch branch = play.branch();
        play.notDone(TRY, play.play(TRY, branch, 0));
        play.expectNothing();
        play.notDone(CONFIRM, branch);
        play.done(CANCEL, branch);
        play.expectNothing();
    }

    static void twoBranches(Play play) {
        Branch first = play.branch();
        Branch second = play.besides(first);
        play.done(TRY, first);
        play.done(TRY, second);
        play.expectTried(2);
        play.done(CONFIRM, first);
        play.done(CONFIRM, second);
        play.expectConfirmed(2);
        play.startOver();
        Branch tried = play.branch();
        Branch lost = play.besides(tried);
        play.done(TRY, tried);
        play.done(CANCEL, lost);
        play.expectTried(1);
        play.done(CANCEL, tried);
        play.expectNothing();
    }

    static void repeatedBusinessKey(Play play) {
        Branch first = play.branch();
        Branch retried = play.again(first);
        play.done(TRY, first);
        boolean alike = Play.isDone(play.play(TRY, retried));
        play.expectTried(1);
        if (alike) {
            play.done(CONFIRM, retried);
            play.done(CONFIRM, first);
            play.expectConfirmed(1);
        } else { // the coordinator cancels what has a refused Try
            play.done(CANCEL, retried);
            play.done(CANCEL, first);
            play.expectNothing();
        }
        play.startOver();
        Branch third = play.branch();
        Branch fourth = play.again(third);
        play.done(TRY, third);
        play.play(TRY, fourth);
        play.done(CANCEL, third);
        play.done(CANCEL, fourth);
        play.expectNothing();
    }
}
