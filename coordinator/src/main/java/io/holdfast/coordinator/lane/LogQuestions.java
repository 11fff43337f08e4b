// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.lane;

import io.holdfast.coordinator.model.Input.AboutTransaction;

/** Asks the log what the lane does not know. The answers come back as inputs; nothing here blocks. */
public interface LogQuestions {
    /** About a transaction that the lane does not hold. False if too many questions wait already. */
    boolean ask(AboutTransaction request);

    /** Which transaction has a key. The engine bounds how many of these wait. */
    void askKey(String key, int epoch);
}
