// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sample.payment.domain;

import java.math.BigDecimal;

/** What one branch of a global transaction has set aside. */
public record PaymentFreeze(
        String xid, long branchId, String orderNo, String account, BigDecimal amount, Status status) {

    /** FROZEN until the coordinator calls; then one of the other two, for ever. */
    public enum Status {
        FROZEN,
        CONFIRMED,
        CANCELLED
    }
}
