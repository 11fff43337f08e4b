// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import io.holdfast.participant.guard.Phase;
import io.holdfast.testkit.Answer.Done;
import io.holdfast.testkit.Answer.Refused;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * One promise being played: makes the calls, keeps what was played and what was answered, and tells it all when the promise
 * turns out to be broken. Belongs to the thread of the test; calls are made by other threads.
 */
final class Play {

    /** As much as any call needs. */
    private static final long TIME_ENOUGH = 60_000;

    /** More than calls that stand in each other's way need. */
    private static final int ATTEMPTS = 20;

    private static final int LINES_TO_TELL = 12;

    private final Promise promise;
    private final Session session;
    private final List<String> played = Collections.synchronizedList(new ArrayList<>());
    private final List<Branch> branches = new ArrayList<>();
    private Observed start;

    Play(Promise promise, Session session) {
        this.promise = promise;
        this.session = session;
        this.start = session.observe();
    }

    Session session() {
        return session;
    }

    /** Forgets what was played: what comes is judged by itself. */
    void startOver() {
        played.clear();
        branches.clear();
        start = session.observe();
    }

    /** A branch in a transaction of its own. */
    Branch branch() {
        return branch(session.arguments());
    }

    Branch branch(Arguments arguments) {
        return add(session.xid(), session.arguments(arguments));
    }

    /** Another branch of the same transaction. */
    Branch besides(Branch other) {
        return add(other.xid(), session.arguments(session.arguments()));
    }

    /** Another branch of the same transaction with the same arguments. */
    Branch again(Branch other) {
        return add(other.xid(), other.arguments());
    }

    private Branch add(String xid, Object... arguments) {
        int count = branches.size();
        String name = count < 26 ? String.valueOf((char) ('A' + count)) : "#" + (count + 1);
        Branch branch = new Branch(name, xid, session.number(), arguments);
        branches.add(branch);
        return branch;
    }

    /** Makes a call, whatever is answered. */
    Answer play(Phase phase, Branch branch) {
        return play(phase, branch, TIME_ENOUGH);
    }

    Answer play(Phase phase, Branch branch, long remainingMillis) {
        Answer answer = session.callers().call(branch, branch.call(phase, remainingMillis));
        note(Text.of(phase) + " of " + branch.name() + (remainingMillis > 0 ? "" : " with no time left") + " -> "
                + answer);
        return answer;
    }

    void note(String line) {
        played.add(line);
    }

    /** Makes one call for each phase at the same time. */
    List<Answer> together(Branch branch, Phase... phases) {
        List<Answer> answers = session.callers()
                .together(Arrays.stream(phases)
                        .map(phase -> new Callers.Due(branch, branch.call(phase, TIME_ENOUGH)))
                        .toList());
        for (int i = 0; i < phases.length; i++) {
            note(Text.of(phases[i]) + " of " + branch.name() + ", at the same time -> " + answers.get(i));
        }
        return answers;
    }

    /** A call that must be done at once. */
    void done(Phase phase, Branch branch) {
        Answer answer = play(phase, branch);
        if (!(answer instanceof Done)) {
            throw broken(Text.of(phase) + " was " + answer, Text.of(phase) + " is done", answer);
        }
    }

    /** A Confirm or Cancel as a coordinator makes it: again, until it is done. */
    void finish(Phase phase, Branch branch) {
        for (int attempt = 1; ; attempt++) {
            Answer answer = play(phase, branch);
            if (answer instanceof Done) {
                return;
            }
            if (answer instanceof Refused) {
                throw broken(
                        Text.of(phase) + " was " + answer,
                        Text.of(phase) + " is done, at the latest when it is called again",
                        answer);
            }
            if (attempt == ATTEMPTS) {
                throw broken(
                        Text.of(phase) + " still " + answer + ", after " + ATTEMPTS + " attempts",
                        Text.of(phase) + " is done, at the latest when it is called again",
                        answer);
            }
        }
    }

    /** A call that must not be answered with success. */
    void notDone(Phase phase, Branch branch) {
        notDone(phase, play(phase, branch));
    }

    void notDone(Phase phase, Answer answer) {
        if (answer instanceof Done) {
            throw broken(
                    Text.of(phase) + " was answered with success", Text.of(phase) + " is refused, or fails", answer);
        }
    }

    /** No call may have been refused for good. */
    void noneRefused(Phase phase, List<Answer> answers) {
        for (Answer answer : answers) {
            if (answer instanceof Refused) {
                throw broken(
                        Text.of(phase) + " was " + answer,
                        Text.of(phase) + " is done, or fails and is called again",
                        answer);
            }
        }
    }

    /** By how much all must have changed since the start. */
    void expect(Observed change, String inWords) {
        Observed now = session.observe();
        if (!now.minus(start).isSameAs(change)) {
            throw broken(now.since(start), start.plus(change).since(start) + ": " + inWords, null);
        }
    }

    void expectNothing() {
        expect(start.minus(start), "nothing has changed");
    }

    /** So many Trys, and nothing more. */
    void expectTried(int times) {
        expect(session.effect().ofTry().times(times), "the effect of " + times(times, "Try"));
    }

    /** So many Trys and their Confirms. */
    void expectConfirmed(int times) {
        expect(session.effect().ofBoth().times(times), "the effect of " + times(times, "Try and its Confirm"));
    }

    private static String times(int times, String what) {
        return times == 1 ? "one " + what : times + " times " + what;
    }

    Observed changes() {
        return session.observe().minus(start);
    }

    /** The promise is broken. */
    BrokenPromise broken(String seen, String expected, Answer answer) {
        return broken(seen, expected, answer, promise.whereToLook());
    }

    BrokenPromise broken(String seen, String expected, Answer answer, String whereToLook) {
        StringBuilder text = new StringBuilder("this promise is broken: ").append(promise.sentence());
        text.append("\n  Played:");
        int first = Math.max(0, played.size() - LINES_TO_TELL);
        text.append(first == 0 ? "" : " (after " + first + " calls more)");
        played.subList(first, played.size())
                .forEach(line -> text.append("\n    ").append(line));
        branches.stream()
                .filter(branch -> branches.size() <= LINES_TO_TELL)
                .forEach(branch -> text.append("\n    (").append(branch).append(")"));
        text.append("\n  Seen:     ").append(seen);
        text.append("\n  Expected: ").append(expected);
        text.append("\n  Look at:  ").append(whereToLook);
        return new BrokenPromise(text.append('\n').toString(), answer == null ? null : answer.thrown());
    }

    static boolean isDone(Answer answer) {
        return answer instanceof Done;
    }
}
