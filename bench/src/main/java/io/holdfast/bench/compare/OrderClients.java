// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.compare;

import io.holdfast.bench.load.OrdersProgram;
import io.holdfast.bench.load.PartsProtocol;
import io.holdfast.bench.process.RunFailedException;
import java.io.IOException;
import java.util.List;

/** Starts processes that place orders. One thread. */
final class OrderClients {
    private final Workshop workshop;
    private final PartsProtocol protocol;

    /** @param protocol what the participants are called over, unless that is HTTP */
    OrderClients(Workshop workshop, PartsProtocol protocol) {
        this.workshop = workshop;
        this.protocol = protocol;
    }

    /**
     * Starts one, and waits until it is connected.
     *
     * @param front the coordinator's port
     * @param participants the port where Try, Confirm and Cancel are called
     * @param books the participants' Dubbo port
     */
    LoadProcess start(String name, OrdersProgram.Kind kind, int front, int participants, int books)
            throws IOException, InterruptedException, RunFailedException {
        List<String> arguments = List.of(
                kind.name(),
                String.valueOf(front),
                String.valueOf(participants),
                String.valueOf(books),
                protocol.name());
        return LoadProcess.start(
                workshop.supervisor(), name, workshop.commands().client(OrdersProgram.class, arguments));
    }
}
