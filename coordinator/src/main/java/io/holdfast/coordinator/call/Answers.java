// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.call;

import io.holdfast.coordinator.model.BranchCall;
import io.holdfast.coordinator.model.CallResult;
import io.holdfast.coordinator.model.Input;
import io.holdfast.coordinator.port.Coordinator;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Brings results back to the lane. A lane whose inbox is full is offered the result again until nobody waits for it any
 * more: the call was made, and a Try's result that gets lost would cost its transaction. Safe for any thread.
 */
final class Answers {
    private static final long AGAIN_MILLIS = 20;

    private final Coordinator coordinator;
    private final ScheduledExecutorService timer;
    private final LongSupplier clock;

    Answers(Coordinator coordinator, ScheduledExecutorService timer, LongSupplier clock) {
        this.coordinator = coordinator;
        this.timer = timer;
        this.clock = clock;
    }

    void give(BranchCall call, CallResult result) {
        offer(call, call.answered(result));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // It ends with the timer.
    private void offer(BranchCall call, Input.BranchAnswered answered) {
        if (coordinator.offer(answered) || clock.getAsLong() >= call.deadlineMillis()) {
            return;
        }
        try {
            timer.schedule(() -> offer(call, answered), AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException stopped) {
            // The coordinator is going down; what it had decided is called again when it is back.
        }
    }
}
