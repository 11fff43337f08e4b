// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sample.inventory.domain;

/** What one branch of a global transaction has set aside. */
public record StockFreeze(String xid, long branchId, String orderNo, String sku, int quantity, Status status) {

    /** FROZEN until the coordinator calls; then one of the other two, for ever. */
    public enum Status {
        FROZEN,
        CONFIRMED,
        CANCELLED
    }
}
