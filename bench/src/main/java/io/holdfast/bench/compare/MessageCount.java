// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.compare;

import io.holdfast.bench.load.PartsProtocol;
import io.holdfast.bench.load.RoundPlan;
import io.holdfast.bench.load.RoundResult;
import io.holdfast.bench.load.Workload;
import io.holdfast.bench.process.RunFailedException;
import io.holdfast.bench.relay.Relay;
import io.holdfast.bench.relay.Traffic;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Counts the messages of an order, in both directions of every connection: all of them lead through relays, which is why
 * nothing else is measured meanwhile. One caller, orders one after another. One thread calls it, once.
 */
final class MessageCount {
    private static final Workload ONE_CALLER = new Workload(1, 3, 0);

    /**
     * Messages of one order, requests and answers.
     *
     * @param callerCoordinator between these two, and so on
     */
    record Counted(double callerCoordinator, double callerParticipants, double coordinatorParticipants, long orders) {
        double all() {
            return callerCoordinator + callerParticipants + coordinatorParticipants;
        }
    }

    private final Workshop workshop;
    private final Server server;
    private final PartsProtocol protocol;
    private final double seconds;

    /**
     * @param protocol what participants are called over
     * @param seconds how long orders of each way are counted
     */
    MessageCount(Workshop workshop, Server server, PartsProtocol protocol, double seconds) {
        this.workshop = workshop;
        this.server = server;
        this.protocol = protocol;
        this.seconds = seconds;
    }

    Map<OrderWay, Counted> count(List<OrderWay> ways) throws IOException, InterruptedException, RunFailedException {
        Map<OrderWay, Counted> counted = new EnumMap<>(OrderWay.class);
        try (Relay ownClient = Relay.to(server.port(), Traffic.SEATA)) {
            Participants participants = Participants.start("counted-participants", workshop, ownClient.port(), false);
            participants.awaitReady();
            for (OrderWay way : ways) {
                counted.put(way, count(way, participants, ownClient));
            }
            // Its data is in memory: there is nothing to be tidied up, which would take seconds.
            workshop.supervisor().kill(participants.process());
        }
        return counted;
    }

    private Counted count(OrderWay way, Participants participants, Relay ownClient)
            throws IOException, InterruptedException, RunFailedException {
        Traffic onParts = protocol == PartsProtocol.TRI ? Traffic.HTTP_2 : Traffic.DUBBO;
        try (Relay front = Relay.to(way.front(server), way.traffic());
                Relay dubbo = Relay.to(participants.dubboPort(), onParts)) {
            LoadProcess client = new OrderClients(workshop, protocol)
                    .start("counted-" + way.kind(), way.kind(), front.port(), dubbo.port(), participants.dubboPort());
            // Makes all connections, so that only orders are counted.
            client.run(new RoundPlan(ONE_CALLER, 0, 300, List.of()));
            long frontBefore = front.messages();
            long dubboBefore = dubbo.messages();
            long ownBefore = ownClient.messages();
            RoundResult result = client.run(new RoundPlan(ONE_CALLER, 0, (long) (seconds * 1000), List.of()));
            double orders = result.branches() / (double) ONE_CALLER.branches();
            double onFront = (front.messages() - frontBefore) / orders;
            double onDubbo = (dubbo.messages() - dubboBefore) / orders;
            double onOwn = (ownClient.messages() - ownBefore) / orders;
            client.stop();
            return way == OrderWay.INTERACTIVE
                    ? new Counted(onFront, onDubbo, onOwn, (long) orders)
                    : new Counted(onFront, 0, onDubbo + onOwn, (long) orders);
        }
    }
}
