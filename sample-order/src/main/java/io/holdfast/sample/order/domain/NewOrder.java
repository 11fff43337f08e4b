// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sample.order.domain;

import java.math.BigDecimal;

/**
 * An order as its customer gives it.
 *
 * @param orderNo the customer's own number, at most 64 characters, never used twice
 * @param sku what is bought
 * @param quantity pieces, at least 1
 * @param account who pays
 * @param amount the price of all pieces together, positive, at most two decimals
 */
public record NewOrder(String orderNo, String sku, int quantity, String account, BigDecimal amount) {}
