// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.participants;

import java.io.Serializable;

/** What the orders' effects come to in the participants' database. */
public interface EffectBooks {
    /**
     * Closes the books of a round, and clears them for the next one. To be called when all its orders have ended.
     *
     * @param parts how many participants each order has
     */
    Balance close(int parts);

    /**
     * The books of one round.
     *
     * @param orders that had any effect
     * @param sound orders with exactly one Try and one Confirm at each participant, and no Cancel
     * @param frozen pieces that are neither free nor sold
     * @param sold pieces
     */
    record Balance(long orders, long sound, long frozen, long sold) implements Serializable {}
}
