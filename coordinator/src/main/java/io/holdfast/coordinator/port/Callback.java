// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.port;

import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.ReplyTo;

/** Somebody who takes an answer by a call. */
public interface Callback extends ReplyTo {
    /** Called once, on the lane's thread: it neither blocks nor throws. */
    void answer(Answer answer);
}
