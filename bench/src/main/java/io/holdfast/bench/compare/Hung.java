// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.compare;

import com.sun.net.httpserver.HttpServer;
import io.holdfast.bench.load.JsonWay;
import io.holdfast.bench.load.OrdersProgram;
import io.holdfast.bench.load.PartsProtocol;
import io.holdfast.bench.load.RoundPlan;
import io.holdfast.bench.load.RoundResult;
import io.holdfast.bench.load.Workload;
import io.holdfast.bench.process.RunFailedException;
import io.holdfast.bench.relay.BlackHole;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Whether a participant that accepts and never answers slows down transactions that do not touch it: the same load with
 * nothing beside it, with transactions beside it whose participant answers, and with as many whose participant hangs, in
 * turns. Each side has a coordinator and a caller of its own, equally long at work: what hangs stays with its coordinator, and
 * a program that has run for longer is faster. One thread calls it, once.
 */
final class Hung {
    static final int PER_SECOND = 50;
    private static final List<Integer> CALLERS = List.of(1, 16);
    private static final double WARM_UP_WINDOW_SECONDS = 6;
    private static final double SETTLE_SECONDS = 1;

    /** What is beside the transactions that are measured. */
    enum Side {
        NOTHING,
        ANSWERING,
        HANGING
    }

    /** Which participants the measured transactions have, and the others. */
    enum Wire {
        DUBBO("Dubbo", OrdersProgram.Kind.ONE_DUBBO),
        HTTP("HTTP", OrdersProgram.Kind.ONE_HTTP);

        private final String label;
        private final OrdersProgram.Kind kind;

        Wire(String label, OrdersProgram.Kind kind) {
            this.label = label;
            this.kind = kind;
        }

        String label() {
            return label;
        }
    }

    /**
     * One round of one side.
     *
     * @param beside transactions that the coordinator took meanwhile, and nobody measured
     */
    record Turn(Wire wire, int callers, Side side, int round, RoundResult result, long beside) {}

    /** Everything that was seen. */
    record Results(Machine machine, double loadBefore, int rounds, double seconds, List<Turn> turns) {}

    private final Workshop workshop;
    private final int rounds;
    private final double seconds;
    private final List<Turn> turns = new ArrayList<>();

    Hung(Workshop workshop, int rounds, double seconds) {
        this.workshop = workshop;
        this.rounds = rounds;
        this.seconds = seconds;
    }

    Results run() throws IOException, InterruptedException, RunFailedException {
        double load = Machine.load();
        workshop.terminal().line("starting three coordinators and the participants");
        Map<Side, Server> servers = new EnumMap<>(Side.class);
        for (Side side : Side.values()) {
            String name = "beside-" + side.name().toLowerCase(Locale.ROOT);
            servers.put(side, workshop.servers().start(Contender.HOLDFAST_SQLITE, name, List.of()));
        }
        Participants participants = Participants.start(
                "participants", workshop, servers.get(Side.NOTHING).port(), true);
        participants.awaitReady();
        HttpServer answering = answering();
        try (BlackHole hanging = BlackHole.open()) {
            for (Wire wire : Wire.values()) {
                Map<Side, Integer> beside = Map.of(
                        Side.NOTHING,
                        0,
                        Side.ANSWERING,
                        answering.getAddress().getPort(),
                        Side.HANGING,
                        hanging.port());
                Map<Side, Place> places = new EnumMap<>(Side.class);
                for (Side side : Side.values()) {
                    places.put(side, place(wire, servers.get(side), participants, beside.get(side)));
                }
                takeTurns(wire, places);
            }
        } finally {
            answering.stop(0);
        }
        Machine machine = Machine.describe(workshop.directory().logs(), null);
        return new Results(machine, load, rounds, seconds, List.copyOf(turns));
    }

    /** @param beside the port of the participant that the others call; 0: there are no others */
    private record Place(Server server, LoadProcess client, int beside) {}

    private Place place(Wire wire, Server server, Participants participants, int beside)
            throws IOException, InterruptedException, RunFailedException {
        int port = wire == Wire.DUBBO ? participants.dubboPort() : participants.httpPort();
        LoadProcess client = new OrderClients(workshop, PartsProtocol.TRI)
                .start(
                        "orders-" + wire.kind + "-at-" + server.name(),
                        wire.kind,
                        server.apiPort(),
                        port,
                        participants.dubboPort());
        WarmUntilSteady.run(
                client,
                plan(16, WARM_UP_WINDOW_SECONDS, server),
                wire.label() + " at " + server.name(),
                workshop.terminal());
        return new Place(server, client, beside);
    }

    private void takeTurns(Wire wire, Map<Side, Place> places)
            throws IOException, InterruptedException, RunFailedException {
        for (int callers : CALLERS) {
            for (int round = 1; round <= rounds; round++) {
                for (Map.Entry<Side, Place> entry : places.entrySet()) {
                    Turn turn = turn(wire, callers, entry.getKey(), round, entry.getValue());
                    turns.add(turn);
                    workshop.terminal()
                            .line("%s, %d callers, round %d of %d, beside it %-9s %s tx/s, p99 %s ms"
                                    .formatted(
                                            wire.label(),
                                            callers,
                                            round,
                                            rounds,
                                            turn.side(),
                                            Figures.number(turn.result().perSecond()),
                                            Figures.number(turn.result().p99Micros() / 1e3)));
                }
            }
        }
    }

    private Turn turn(Wire wire, int callers, Side side, int round, Place place)
            throws IOException, InterruptedException, RunFailedException {
        RoundPlan plan = plan(callers, seconds, place.server());
        if (place.beside() == 0) {
            return new Turn(wire, callers, side, round, place.client().measure(plan), 0);
        }
        String api = "127.0.0.1:" + place.server().apiPort();
        String participant = "127.0.0.1:" + place.beside();
        // What answers is HTTP for both: its cost to the machine is to be small, and its kind is of no matter.
        JsonWay way = wire == Wire.DUBBO && side == Side.HANGING
                ? JsonWay.toOneDubbo(api, "tri://" + participant)
                : JsonWay.toOneHttp(api, participant);
        String prefix = "B-" + wire + "-" + callers + "-" + round + "-" + side + "-";
        try (Beside beside = Beside.start(way, prefix, PER_SECOND)) {
            RoundResult result = place.client().measure(plan);
            if (beside.accepted() < seconds * PER_SECOND / 2) {
                throw new RunFailedException("Only " + beside.accepted() + " transactions were taken beside the others;"
                        + " the figures would mean nothing");
            }
            return new Turn(wire, callers, side, round, result, beside.accepted());
        }
    }

    private static RoundPlan plan(int callers, double measured, Server server) {
        return new RoundPlan(
                new Workload(callers, 1, 0),
                (long) (SETTLE_SECONDS * 1000),
                (long) (measured * 1000),
                server.watched());
    }

    private static HttpServer answering() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        return server;
    }
}
