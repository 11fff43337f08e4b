// SPDX-License-Identifier: Apache-2.0
package io.holdfast.api;

import java.io.Serializable;

/** Names a transaction by exactly one of the two. */
public record Query(String xid, String idempotencyKey) implements Serializable {
    public static Query byXid(String xid) {
        return new Query(xid, null);
    }

    public static Query byKey(String idempotencyKey) {
        return new Query(null, idempotencyKey);
    }
}
