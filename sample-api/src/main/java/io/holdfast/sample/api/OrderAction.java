// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sample.api;

/** What callers may ask of the order service: to note an order. Only Try, as in {@link InventoryAction}. */
public interface OrderAction {
    /**
     * Try: notes the order as TRYING until the global transaction of the calling thread is decided.
     *
     * @throws RefusedException DUPLICATE_ORDER if the order number was used before, whatever became of that order
     */
    void create(NewOrder order) throws RefusedException;
}
