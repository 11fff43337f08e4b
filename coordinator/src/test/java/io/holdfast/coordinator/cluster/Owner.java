// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.Input;
import io.holdfast.coordinator.port.Callback;
import io.holdfast.coordinator.port.Coordinator;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The lanes of a node: keeps what it is offered until the test has it answered. */
final class Owner implements Coordinator {
    private final BlockingQueue<Input.Request> requests = new LinkedBlockingQueue<>();
    private volatile boolean full;

    @Override
    public boolean offer(Input input) {
        return !full && requests.add((Input.Request) input);
    }

    void beFull(boolean isFull) {
        full = isFull;
    }

    int size() {
        return requests.size();
    }

    Input.Request next() {
        try {
            Input.Request request = requests.poll(10, TimeUnit.SECONDS);
            assertThat(request).as("a request within 10 s").isNotNull();
            return request;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    static void answer(Input.Request request, Answer answer) {
        ((Callback) request.replyTo()).answer(answer);
    }
}
