// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import static io.holdfast.participant.guard.Phase.CANCEL;
import static io.holdfast.participant.guard.Phase.CONFIRM;
import static io.holdfast.participant.guard.Phase.TRY;

import io.holdfast.participant.guard.Phase;

/** The connection to the database breaks, at one statement after the other, and what was not committed is gone. */
final class CrashScripts {

    /** A participant that makes more statements than this is played so far. */
    private static final int MOST_STATEMENTS = 100;

    private CrashScripts() {}

    /** A Try that broke off is unknown, and cancelled; one that says that it is done is confirmed. */
    static void inTry(Play play) {
        atEveryStatement(play, TRY, (branch, answer) -> {
            if (Play.isDone(answer)) {
                play.finish(CONFIRM, branch);
                play.expectConfirmed(1);
                return;
            }
            play.finish(CANCEL, branch);
            play.expectNothing();
        });
    }

    static void inConfirm(Play play) {
        atEveryStatement(play, CONFIRM, (branch, answer) -> {
            if (!Play.isDone(answer)) {
                play.finish(CONFIRM, branch);
            }
            play.expectConfirmed(1);
        });
    }

    static void inCancel(Play play) {
        atEveryStatement(play, CANCEL, (branch, answer) -> {
            if (!Play.isDone(answer)) {
                play.finish(CANCEL, branch);
            }
            play.expectNothing();
        });
    }

    private interface Afterwards {
        void play(Branch branch, Answer answer);
    }

    private static void atEveryStatement(Play play, Phase phase, Afterwards afterwards) {
        String struckAt = null;
        for (int point = 1; point == 1 || (struckAt != null && point <= MOST_STATEMENTS); point++) {
            play.startOver();
            Branch branch = play.branch();
            if (phase != TRY) {
                play.done(TRY, branch);
            }
            play.session().crashes().arm(point);
            Answer answer = play.play(phase, branch);
            struckAt = play.session().crashes().disarm();
            if (point == 1 && struckAt == null) {
                throw play.broken(
                        Text.of(phase) + " made no statement that the kit could break",
                        "the participant's connections come from the data source that the kit surrounds",
                        answer,
                        "crashing(...): in a Spring test @Import(Crashes.class), else give the participant and its"
                                + " transaction manager crashes.around(dataSource).");
            }
            if (struckAt != null) {
                play.note("(its connection to the database was broken at " + struckAt + ")");
            }
            afterwards.play(branch, answer);
        }
    }
}
