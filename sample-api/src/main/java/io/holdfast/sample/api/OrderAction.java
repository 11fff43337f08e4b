// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sample.api;

import java.math.BigDecimal;

/** What callers may ask of the order service: to note an order. Only Try, as in {@link InventoryAction}. */
public interface OrderAction {
    /**
     * Try: notes the order as TRYING until the global transaction that it was called in is decided. Its parameters are
     * plain values and not a record, because Dubbo's generic calls, which the coordinator makes, cannot create records.
     *
     * @param quantity pieces, at least 1
     * @param amount the price of all pieces together, positive, at most two decimals
     * @throws RefusedException DUPLICATE_ORDER if the order number was used before, whatever became of that order
     */
    void create(String orderNo, String sku, int quantity, String account, BigDecimal amount) throws RefusedException;
}
