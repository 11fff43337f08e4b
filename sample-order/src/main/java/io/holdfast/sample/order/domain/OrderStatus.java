// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sample.order.domain;

/** TRYING until the coordinator calls; then one of the other two, for ever. */
public enum OrderStatus {
    TRYING,
    CONFIRMED,
    CANCELLED
}
