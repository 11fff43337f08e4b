// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sample.payment.domain;

import com.baomidou.mybatisplus.annotation.IdType;
import com.baomidou.mybatisplus.annotation.TableId;
import java.math.BigDecimal;

/**
 * The money of one account: {@code balance + frozen + paid = initial} at every moment (I13).
 *
 * @param balance free to be spent
 * @param frozen set aside for orders that are not decided
 * @param paid gone with confirmed orders
 * @param blocked the bank lets nothing through
 * @param processingMillis how long the account's bank takes to answer
 */
public record Account(
        @TableId(type = IdType.INPUT) String account,
        BigDecimal initial,
        BigDecimal balance,
        BigDecimal frozen,
        BigDecimal paid,
        boolean blocked,
        int processingMillis) {}
