// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sample.order.app;

import java.time.Duration;

/**
 * What the coordinator is told with every order: where it reaches the participants, and how long it may take.
 *
 * @param orderUrl {@code tri://host:port}, as the others; empty: the coordinator looks it up in its registry
 */
public record OneCallSettings(String orderUrl, String inventoryUrl, String paymentUrl, Duration timeout) {
    long timeoutMillis() {
        return timeout.toMillis();
    }
}
