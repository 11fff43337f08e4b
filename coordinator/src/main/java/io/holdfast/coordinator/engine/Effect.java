// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.engine;

import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.BranchCall;
import io.holdfast.coordinator.model.Input.AboutTransaction;
import io.holdfast.coordinator.model.ReplyTo;

/** What the lane does once the step that asked for it is durable (I2, I8). */
public sealed interface Effect {
    record Reply(ReplyTo to, Answer answer) implements Effect {}

    record Call(BranchCall call) implements Effect {}

    /** The engine does not hold the transaction: ask the log, and come back with a {@code LookedUp}. */
    record LookUp(AboutTransaction request) implements Effect {}

    /** The engine does not know the key: ask the log, and come back with a {@code KeyLookedUp}. */
    record LookUpKey(String key, int epoch) implements Effect {}
}
