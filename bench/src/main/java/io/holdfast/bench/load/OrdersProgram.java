// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.load;

import io.holdfast.api.Transactions;
import io.holdfast.bench.participants.EffectBooks;
import io.holdfast.sample.api.InventoryAction;
import java.io.IOException;
import java.util.List;

/** Places orders in one way, in a process of its own; speaks as {@link LoadProgram} does without rounds of its own. */
public final class OrdersProgram {
    /** How orders are placed. */
    public enum Kind {
        /** Seata's client, three Dubbo participants. */
        INTERACTIVE,
        /** One call over Triple, the same participants. */
        TRIPLE,
        /** One call as JSON over HTTP, the same participants. */
        JSON,
        /** One call as JSON over HTTP, one of these participants. */
        ONE_DUBBO,
        /** One call as JSON over HTTP, one HTTP participant. */
        ONE_HTTP
    }

    private static final int CALL_MILLIS = 60_000;

    private OrdersProgram() {}

    /**
     * Serves until its standard input ends.
     *
     * @param arguments the kind; the port of the coordinator, for Seata's clients or of its API; the port of the
     *     participants for Try, Confirm and Cancel; their Dubbo port for the books; the {@link PartsProtocol}
     */
    public static void main(String[] arguments) throws InterruptedException {
        int status;
        Kind kind = Kind.valueOf(arguments[0]);
        try (OrderClient client =
                connect(kind, arguments[1], arguments[2], arguments[3], PartsProtocol.valueOf(arguments[4]))) {
            status = LoadProgram.serve(client);
        } catch (IOException | RuntimeException failed) {
            System.err.println(LoadProgram.FAILURE + failed);
            status = 1;
        }
        // Dubbo's and Seata's threads would keep the process for ever.
        Runtime.getRuntime().halt(status);
    }

    private static OrderClient connect(
            Kind kind, String coordinator, String participants, String books, PartsProtocol protocol) {
        DubboCalls dubbo = DubboCalls.start("orders", CALL_MILLIS);
        EffectBooks effects = dubbo.reference(EffectBooks.class, null, dialled(PartsProtocol.TRI, books));
        String api = "127.0.0.1:" + coordinator;
        String url = protocol.url("127.0.0.1:" + participants);
        return switch (kind) {
            case INTERACTIVE ->
                new OrderClient(new InteractiveWay(api, parts(dubbo, protocol, participants)), effects, 3);
            case TRIPLE ->
                new OrderClient(
                        new TripleWay(
                                dubbo.reference(Transactions.class, null, dialled(PartsProtocol.TRI, coordinator)),
                                url),
                        effects,
                        3);
            case JSON -> new OrderClient(JsonWay.toDubbo(api, url), effects, 3);
            case ONE_DUBBO -> new OrderClient(JsonWay.toOneDubbo(api, url), effects, 1);
            case ONE_HTTP -> new OrderClient(JsonWay.toOneHttp(api, "127.0.0.1:" + participants), effects, 1);
        };
    }

    private static List<InventoryAction> parts(DubboCalls dubbo, PartsProtocol protocol, String port) {
        return Way.PARTS.stream()
                .map(part -> dubbo.reference(InventoryAction.class, part, dialled(protocol, port)))
                .toList();
    }

    /** 127.0.0.1 as one number: where it reads 127.0.0.1, Dubbo dials this machine's outside address. */
    private static String dialled(PartsProtocol protocol, String port) {
        return protocol.url("2130706433:" + port);
    }
}
