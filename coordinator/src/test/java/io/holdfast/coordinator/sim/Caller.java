// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.sim;

import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.ReplyTo;
import io.holdfast.coordinator.model.TransactionId;
import java.util.function.Consumer;

/** Who waits for the answer to one delivered request. */
final class Caller implements ReplyTo {
    /** Null for a begin. */
    final TransactionId about;

    final Consumer<Answer> sink;
    boolean answered;

    Caller(TransactionId about, Consumer<Answer> sink) {
        this.about = about;
        this.sink = sink;
    }
}
