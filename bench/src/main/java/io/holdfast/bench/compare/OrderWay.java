// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.compare;

import io.holdfast.bench.load.OrdersProgram;
import io.holdfast.bench.relay.Traffic;

/** A way to place an order with three participants. */
enum OrderWay {
    INTERACTIVE("interactive", OrdersProgram.Kind.INTERACTIVE, Traffic.SEATA),
    ONE_CALL("one call, Triple", OrdersProgram.Kind.TRIPLE, Traffic.HTTP_2),
    ONE_CALL_JSON("one call, JSON", OrdersProgram.Kind.JSON, Traffic.HTTP_1);

    private final String label;
    private final OrdersProgram.Kind kind;
    private final Traffic traffic;

    OrderWay(String label, OrdersProgram.Kind kind, Traffic traffic) {
        this.label = label;
        this.kind = kind;
        this.traffic = traffic;
    }

    String label() {
        return label;
    }

    OrdersProgram.Kind kind() {
        return kind;
    }

    /** What is spoken between the caller and the coordinator. */
    Traffic traffic() {
        return traffic;
    }

    /** The coordinator's port that the caller connects to. */
    int front(Server server) {
        return this == INTERACTIVE ? server.port() : server.apiPort();
    }
}
