// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.lane;

import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.BranchCall;
import io.holdfast.coordinator.model.ReplyTo;
import io.holdfast.coordinator.port.Outbox;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** Keeps what goes out, and lets it out at the end of the batch only, as a front does. */
final class RecordingOutbox implements Outbox {
    /** Whoever asks: counts its answers. */
    static final class Caller implements ReplyTo {
        final List<Answer> answers = new CopyOnWriteArrayList<>();
    }

    final List<BranchCall> calls = new CopyOnWriteArrayList<>();
    volatile Predicate<Answer> broken = answer -> false;
    private final List<String> journal;
    private final List<Runnable> batch = new ArrayList<>();

    RecordingOutbox(List<String> journal) {
        this.journal = journal;
    }

    @Override
    public void reply(ReplyTo to, Answer answer) {
        if (broken.test(answer)) {
            throw new IllegalStateException("a bug in the front");
        }
        journal.add("reply " + answer.getClass().getSimpleName());
        batch.add(() -> ((Caller) to).answers.add(answer));
    }

    @Override
    public void call(BranchCall call) {
        journal.add("call " + call.phase());
        batch.add(() -> calls.add(call));
    }

    @Override
    public void endOfBatch() {
        batch.forEach(Runnable::run);
        batch.clear();
    }
}
