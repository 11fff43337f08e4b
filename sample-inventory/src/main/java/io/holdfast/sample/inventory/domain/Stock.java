// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sample.inventory.domain;

import com.baomidou.mybatisplus.annotation.IdType;
import com.baomidou.mybatisplus.annotation.TableId;

/**
 * The pieces of one SKU: {@code available + frozen + sold = initial} at every moment (I13).
 *
 * @param available free to be ordered
 * @param frozen set aside for orders that are not decided
 * @param sold gone with confirmed orders
 */
public record Stock(@TableId(type = IdType.INPUT) String sku, int initial, int available, int frozen, int sold) {}
