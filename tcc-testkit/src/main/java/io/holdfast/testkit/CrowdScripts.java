// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import static io.holdfast.participant.guard.Phase.CANCEL;
import static io.holdfast.participant.guard.Phase.CONFIRM;
import static io.holdfast.participant.guard.Phase.TRY;

import io.holdfast.participant.guard.Phase;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;

/** Calls come at the same time. */
final class CrowdScripts {

    private static final int AT_ONCE = 6;
    private static final int ROUNDS = 4;
    private static final int RACES = 10;
    private static final int TRANSACTIONS = 24;
    private static final int MOST_THAT_FIT = 200;

    private CrowdScripts() {}

    private static Phase[] sixTimes(Phase phase) {
        return Collections.nCopies(AT_ONCE, phase).toArray(Phase[]::new);
    }

    static void simultaneousTrys(Play play) {
        for (int round = 1; round <= ROUNDS; round++) {
            play.startOver();
            Branch branch = play.branch();
            List<Answer> answers = play.together(branch, sixTimes(TRY));
            if (answers.stream().noneMatch(Play::isDone)) {
                throw play.broken("no Try was done", "at least one is", answers.get(0));
            }
            play.expectTried(1);
            play.done(CONFIRM, branch);
            play.expectConfirmed(1);
        }
    }

    static void simultaneousConfirms(Play play) {
        simultaneous(play, CONFIRM);
    }

    static void simultaneousCancels(Play play) {
        simultaneous(play, CANCEL);
    }

    private static void simultaneous(Play play, Phase phase) {
        for (int round = 1; round <= ROUNDS; round++) {
            play.startOver();
            Branch branch = play.branch();
            play.done(TRY, branch);
            play.noneRefused(phase, play.together(branch, sixTimes(phase)));
            play.finish(phase, branch);
            if (phase == CONFIRM) {
                play.expectConfirmed(1);
            } else {
                play.expectNothing();
            }
        }
    }

    static void tryAgainstCancel(Play play) {
        for (int race = 1; race <= RACES; race++) {
            play.startOver();
            Branch branch = play.branch();
            play.noneRefused(CANCEL, play.together(branch, TRY, CANCEL).subList(1, 2));
            play.finish(CANCEL, branch);
            play.expectNothing();
            play.notDone(TRY, branch);
            play.expectNothing();
        }
    }

    /** Every second transaction is confirmed, if its Try is done; all others are cancelled. */
    static void manyBranches(Play play) {
        List<Callable<Boolean>> transactions = new ArrayList<>();
        for (int i = 0; i < TRANSACTIONS; i++) {
            Branch branch = play.branch();
            boolean wanted = i % 2 == 0;
            transactions.add(() -> {
                boolean confirm = Play.isDone(play.play(TRY, branch)) && wanted;
                play.finish(confirm ? CONFIRM : CANCEL, branch);
                return confirm;
            });
        }
        int confirmed = Collections.frequency(play.session().callers().crowd(AT_ONCE, transactions), true);
        if (confirmed == 0) {
            throw play.broken("no Try was done", "as many as possible are", null);
        }
        play.expectConfirmed(confirmed);
    }

    static void scarce(Play play) {
        List<Branch> tried = new ArrayList<>();
        Branch next = play.branch(play.session().scarce());
        Answer answer = play.play(TRY, next);
        while (Play.isDone(answer) && tried.size() < MOST_THAT_FIT) {
            tried.add(next);
            next = play.branch(play.session().scarce());
            answer = play.play(TRY, next);
        }
        if (!Play.isDone(answer)) {
            play.done(CANCEL, next);
        }
        for (Branch branch : tried) {
            play.done(CONFIRM, branch);
        }
        play.expectNothing();
        if (tried.isEmpty() || Play.isDone(answer)) {
            throw play.broken(
                    tried.isEmpty() ? "the first Try was " + answer : "no Try was refused",
                    "some Trys are done, and then one is refused",
                    answer,
                    "what scarce(...) gives the kit: at least one and at most " + MOST_THAT_FIT
                            + " must fit. Is the database a fresh one?");
        }
    }
}
