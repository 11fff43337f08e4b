// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sample.api;

/** Why a participant said no to a Try. A refusal is final: the same request would be refused again. */
public enum Refusal {
    /** Inventory: fewer pieces are available than were asked for. */
    OUT_OF_STOCK,
    /** Inventory: there is no such SKU. */
    UNKNOWN_SKU,
    /** Payment: the free balance is smaller than the amount. */
    INSUFFICIENT_BALANCE,
    /** Payment: the bank has blocked the account. */
    ACCOUNT_BLOCKED,
    /** Payment: there is no such account. */
    UNKNOWN_ACCOUNT,
    /** Order: the order number was used before. */
    DUPLICATE_ORDER
}
