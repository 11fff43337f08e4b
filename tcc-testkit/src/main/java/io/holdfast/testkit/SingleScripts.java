// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import static io.holdfast.participant.guard.Phase.CANCEL;
import static io.holdfast.participant.guard.Phase.CONFIRM;
import static io.holdfast.participant.guard.Phase.TRY;

/** Each call comes once, and in order. */
final class SingleScripts {

    private SingleScripts() {}

    /** Finds out what one Try and its Confirm change, too. */
    static void confirmAfterTry(Play play) {
        play.session().measured(null);
        Branch branch = play.branch();
        Answer tried = play.play(TRY, branch);
        if (!Play.isDone(tried)) {
            throw play.broken(
                    "Try was " + tried,
                    "a Try that succeeds",
                    tried,
                    "what trying(...) gives the kit: the business must accept it, some 100 times. If it does, the reason"
                            + " stands above.");
        }
        Observed ofTry = play.changes();
        if (ofTry.isNothing()) {
            throw play.broken(
                    "no observation has changed after Try",
                    "a Try sets something aside, and an observation shows it",
                    null,
                    "observing(...): add what Try sets aside, and let it read what is committed.");
        }
        play.done(CONFIRM, branch);
        Observed ofConfirm = play.changes().minus(ofTry);
        if (ofConfirm.isNothing()) {
            throw play.broken(
                    "no observation has changed after Confirm",
                    "a Confirm makes final what Try set aside, and an observation shows it",
                    null,
                    "observing(...): add what Confirm changes. If there is nothing, Confirm does not do its work.");
        }
        play.session().measured(new Session.Effect(ofTry, ofConfirm));
    }

    static void cancelAfterTry(Play play) {
        Branch branch = play.branch();
        play.done(TRY, branch);
        play.expectTried(1);
        play.done(CANCEL, branch);
        play.expectNothing();
    }

    static void refusedTry(Play play) {
        Branch cancelled = play.branch(play.session().refused());
        play.notDone(TRY, cancelled);
        play.expectNothing();
        play.done(CANCEL, cancelled);
        play.expectNothing();
        Branch confirmed = play.branch(play.session().refused());
        play.notDone(TRY, confirmed);
        play.notDone(CONFIRM, confirmed);
        play.expectNothing();
        play.done(CANCEL, confirmed);
        play.expectNothing();
    }
}
