// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.port;

import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.model.TransactionStatus;

/**
 * Which transactions are looked for: those for which all that is not null, and all that is true, holds.
 *
 * @param name exactly
 * @param application of the caller, exactly
 * @param participant the resource id of one of its branches, exactly
 * @param key its idempotency key, exactly
 * @param text what a person types: a transaction's id, idempotency key or value of a tag, exactly; if nothing has that, the
 *     beginning of a name
 * @param open not finished
 * @param parked one of its branches waits for somebody to look
 * @param fromMillis begun then or later, in milliseconds since 1970
 * @param toMillis begun then or before, in milliseconds since 1970
 */
public record TransactionFilter(
        TransactionId id,
        String name,
        String application,
        String participant,
        String key,
        Tag tag,
        String text,
        TransactionStatus state,
        boolean open,
        boolean parked,
        Long fromMillis,
        Long toMillis) {
    /** Every transaction. */
    public static final TransactionFilter ALL =
            new TransactionFilter(null, null, null, null, null, null, null, null, false, false, null, null);

    /** A tag that a transaction must have. */
    public record Tag(String name, String value) {}

    /** Whether only transactions that have not finished can be meant. */
    public boolean wantsOpen() {
        return open || parked || (state != null && !state.isFinal());
    }
}
