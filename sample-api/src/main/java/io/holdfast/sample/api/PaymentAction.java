// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sample.api;

import java.math.BigDecimal;

/** What callers may ask of the payment service: to freeze money for an order. Only Try, as in {@link InventoryAction}. */
public interface PaymentAction {
    /**
     * Try: sets {@code amount} aside until the global transaction that it was called in is decided. May take as long
     * as the account's bank takes.
     *
     * @param amount positive, at most two decimals
     * @throws RefusedException INSUFFICIENT_BALANCE, ACCOUNT_BLOCKED or UNKNOWN_ACCOUNT; nothing is frozen then
     */
    void freeze(String orderNo, String account, BigDecimal amount) throws RefusedException;
}
