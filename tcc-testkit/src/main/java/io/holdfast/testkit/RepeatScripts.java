// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import static io.holdfast.participant.guard.Phase.CANCEL;
import static io.holdfast.participant.guard.Phase.CONFIRM;
import static io.holdfast.participant.guard.Phase.TRY;

/** Calls come more than once, one after the other. */
final class RepeatScripts {

    private RepeatScripts() {}

    /** How a repeated Try is answered is up to the participant: whoever made the first call has its answer. */
    static void repeatedTry(Play play) {
        Branch confirmed = play.branch();
        play.done(TRY, confirmed);
        play.play(TRY, confirmed);
        play.play(TRY, confirmed);
        play.expectTried(1);
        play.done(CONFIRM, confirmed);
        play.play(TRY, confirmed);
        play.expectConfirmed(1);
        play.startOver();
        Branch cancelled = play.branch();
        play.done(TRY, cancelled);
        play.play(TRY, cancelled);
        play.done(CANCEL, cancelled);
        play.expectNothing();
    }

    static void repeatedConfirm(Play play) {
        Branch branch = play.branch();
        play.done(TRY, branch);
        play.done(CONFIRM, branch);
        play.done(CONFIRM, branch);
        play.done(CONFIRM, branch);
        play.expectConfirmed(1);
    }

    static void repeatedCancel(Play play) {
        Branch branch = play.branch();
        play.done(TRY, branch);
        play.done(CANCEL, branch);
        play.done(CANCEL, branch);
        play.done(CANCEL, branch);
        play.expectNothing();
    }
}
