// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

import io.holdfast.coordinator.model.Input;
import io.holdfast.coordinator.port.Coordinator;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Takes inputs, unless it is told to be full, and hands them to the test in the order in which they came. */
final class RecordingCoordinator implements Coordinator {
    private final BlockingQueue<Input> inputs = new LinkedBlockingQueue<>();
    private volatile boolean full;

    @Override
    public boolean offer(Input input) {
        return !full && inputs.add(input);
    }

    void beFull(boolean isFull) {
        full = isFull;
    }

    boolean isEmpty() {
        return inputs.isEmpty();
    }

    int size() {
        return inputs.size();
    }

    <T extends Input> T next(Class<T> type) {
        try {
            Input input = inputs.poll(10, TimeUnit.SECONDS);
            if (type.isInstance(input)) {
                return type.cast(input);
            }
            throw new AssertionError("expected " + type.getSimpleName() + ", got " + input);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
