// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sample.api;

/**
 * What callers may ask of the inventory: to freeze stock for an order.
 *
 * <p>Only Try is here. Confirm and Cancel are the coordinator's to call, and it reaches the provider over the
 * provider's own connection: they are methods of the provider's class, and no Dubbo caller can invoke them.
 */
public interface InventoryAction {
    /**
     * Try: sets {@code quantity} pieces aside until the global transaction of the calling thread is decided.
     *
     * @param quantity pieces, at least 1
     * @throws RefusedException OUT_OF_STOCK or UNKNOWN_SKU; nothing is frozen then
     */
    void freeze(String orderNo, String sku, int quantity) throws RefusedException;
}
