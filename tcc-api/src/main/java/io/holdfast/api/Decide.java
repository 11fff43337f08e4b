// SPDX-License-Identifier: Apache-2.0
package io.holdfast.api;

import java.io.Serializable;

/**
 * Which transaction to commit or to roll back.
 *
 * @param waitFor null: {@link WaitFor#COMPLETED}
 * @param waitMillis how long the answer waits at most, up to 60 seconds; null: 60 seconds
 */
public record Decide(String xid, WaitFor waitFor, Long waitMillis) implements Serializable {
    public static Decide of(String xid) {
        return new Decide(xid, null, null);
    }
}
