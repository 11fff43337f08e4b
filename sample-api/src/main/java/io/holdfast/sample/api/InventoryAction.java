// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sample.api;

/**
 * What callers may ask of the inventory: to freeze stock for an order.
 *
 * <p>Only Try is here. Confirm and Cancel are methods of the provider's class and the coordinator's to call: over the
 * connection of the provider's Seata client, or, for a transaction that was handed over whole, by a call of this Try
 * whose headers say that a Confirm or a Cancel is meant.
 */
public interface InventoryAction {
    /**
     * Try: sets {@code quantity} pieces aside until the global transaction that it was called in is decided.
     *
     * @param quantity pieces, at least 1
     * @throws RefusedException OUT_OF_STOCK or UNKNOWN_SKU; nothing is frozen then
     */
    void freeze(String orderNo, String sku, int quantity) throws RefusedException;
}
