// SPDX-License-Identifier: Apache-2.0
package io.holdfast.api;

import java.io.Serializable;

/**
 * Which transaction to wait for, named by exactly one of xid and idempotency key.
 *
 * @param waitFor null: {@link WaitFor#COMPLETED}
 * @param waitMillis how long the answer waits at most, up to 60 seconds; null: 60 seconds
 */
public record Wait(String xid, String idempotencyKey, WaitFor waitFor, Long waitMillis) implements Serializable {
    public static Wait forXid(String xid) {
        return new Wait(xid, null, null, null);
    }

    public static Wait forKey(String idempotencyKey) {
        return new Wait(null, idempotencyKey, null, null);
    }
}
