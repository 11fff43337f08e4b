// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.Answer.Refusal;
import io.holdfast.coordinator.model.Answer.Refused;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Somebody who waits for one answer. */
final class Asker implements Consumer<Answer> {
    private final List<Answer> answers = new CopyOnWriteArrayList<>();
    private final CountDownLatch told = new CountDownLatch(1);
    private volatile Thread toldBy;

    @Override
    public void accept(Answer answer) {
        toldBy = Thread.currentThread();
        answers.add(answer);
        told.countDown();
    }

    boolean isTold() {
        return !answers.isEmpty();
    }

    Thread toldBy() {
        return toldBy;
    }

    /** The one answer, once it is there. */
    Answer answer() {
        try {
            assertThat(told.await(10, TimeUnit.SECONDS)).as("told within 10 s").isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        assertThat(answers).hasSize(1);
        return answers.get(0);
    }

    void assertRefused(Refusal refusal, String text) {
        assertThat(answer()).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.refusal()).as(refused.message()).isEqualTo(refusal);
            assertThat(refused.message()).contains(text);
        });
    }
}
