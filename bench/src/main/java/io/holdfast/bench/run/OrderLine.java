// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.run;

import java.math.BigDecimal;

/**
 * One line of the file of orders.
 *
 * @param line its number in the file, from 1
 * @param quantity pieces, at least 1
 * @param amount positive, at most two decimals
 * @param status CONFIRMED or CANCELLED: how it has to end
 * @param reason what the caller has to be told; empty if that does not matter
 */
record OrderLine(
        int line,
        String orderNo,
        Kind kind,
        Way way,
        String sku,
        int quantity,
        String account,
        BigDecimal amount,
        String status,
        String reason) {
    /** {@code CANCELLED OUT_OF_STOCK}, or {@code CONFIRMED}. */
    String expected() {
        return reason.isEmpty() ? status : status + " " + reason;
    }
}
