// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.compare;

import io.holdfast.bench.load.PartsProtocol;
import io.holdfast.bench.load.RoundPlan;
import io.holdfast.bench.load.RoundResult;
import io.holdfast.bench.load.Workload;
import io.holdfast.bench.process.RunFailedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The two ways to run the same order over the same three participants at the same coordinator, in turns. One thread calls
 * it, once.
 */
final class Ways {
    private static final int PARTS = 3;
    private static final List<Integer> CALLERS = List.of(1, 16, 64);
    private static final double WARM_UP_WINDOW_SECONDS = 10;
    private static final double SETTLE_SECONDS = 0.5;
    private static final double COUNT_SECONDS = 1;

    /**
     * One round of one way.
     *
     * @param round from 1; those of the same number were run next to each other
     * @param written into the coordinator's log in the whole round, by all of its orders
     */
    record Turn(OrderWay way, int callers, int round, RoundResult result, LogTally.Written written) {
        double orders() {
            return result.branches() / (double) PARTS;
        }

        double batches() {
            return written.batches() / orders();
        }

        double rows() {
            return written.rows() / orders();
        }
    }

    /** Everything that was seen. */
    record Results(
            Machine machine,
            double loadBefore,
            PartsProtocol protocol,
            int rounds,
            double seconds,
            Map<OrderWay, MessageCount.Counted> messages,
            List<Turn> turns) {}

    private final Workshop workshop;
    private final PartsProtocol protocol;
    private final int rounds;
    private final double seconds;
    private final List<Turn> turns = new ArrayList<>();

    /** @param protocol what participants are called over, in all ways */
    Ways(Workshop workshop, PartsProtocol protocol, int rounds, double seconds) {
        this.workshop = workshop;
        this.protocol = protocol;
        this.rounds = rounds;
        this.seconds = seconds;
    }

    /** @throws RunFailedException also if a single effect of a single order was missing or doubled */
    Results run() throws IOException, InterruptedException, RunFailedException {
        double load = Machine.load();
        workshop.terminal().line("starting the coordinator and the participants");
        Server server = workshop.servers().start(Contender.HOLDFAST_SQLITE);
        Map<OrderWay, MessageCount.Counted> messages =
                new MessageCount(workshop, server, protocol, COUNT_SECONDS).count(List.of(OrderWay.values()));
        messages.forEach((way, counted) -> workshop.terminal()
                .line("        %-20s %s messages an order".formatted(way.label(), Figures.number(counted.all()))));
        measure(server);
        Machine machine = Machine.describe(workshop.directory().logs(), null);
        return new Results(machine, load, protocol, rounds, seconds, messages, List.copyOf(turns));
    }

    private void measure(Server server) throws IOException, InterruptedException, RunFailedException {
        Participants participants = Participants.start("participants", workshop, server.port(), false);
        participants.awaitReady();
        LogTally tally = LogTally.start(workshop, server);
        List<Long> watched = List.of(server.pid(), participants.pid());
        Map<OrderWay, LoadProcess> clients = new EnumMap<>(OrderWay.class);
        for (OrderWay way : OrderWay.values()) {
            int port = participants.dubboPort();
            LoadProcess client = new OrderClients(workshop, protocol)
                    .start("orders-" + way.kind(), way.kind(), way.front(server), port, port);
            clients.put(way, client);
            WarmUntilSteady.run(client, plan(64, WARM_UP_WINDOW_SECONDS, watched), way.label(), workshop.terminal());
        }
        for (int callers : CALLERS) {
            takeTurns(callers, clients, tally, watched);
        }
    }

    private void takeTurns(int callers, Map<OrderWay, LoadProcess> clients, LogTally tally, List<Long> watched)
            throws IOException, InterruptedException, RunFailedException {
        for (int round = 1; round <= rounds; round++) {
            for (Map.Entry<OrderWay, LoadProcess> entry : clients.entrySet()) {
                LogTally.Written before = tally.ask();
                RoundResult result = entry.getValue().measure(plan(callers, seconds, watched));
                LogTally.Written written = tally.ask().since(before);
                turns.add(new Turn(entry.getKey(), callers, round, result, written));
                workshop.terminal()
                        .line("%d callers, round %d of %d: %-20s %s tx/s, p50 %s ms, p99 %s ms"
                                .formatted(
                                        callers,
                                        round,
                                        rounds,
                                        entry.getKey().label(),
                                        Figures.number(result.perSecond()),
                                        Figures.number(result.p50Micros() / 1e3),
                                        Figures.number(result.p99Micros() / 1e3)));
            }
        }
    }

    private static RoundPlan plan(int callers, double measured, List<Long> watched) {
        return new RoundPlan(
                new Workload(callers, PARTS, 0), (long) (SETTLE_SECONDS * 1000), (long) (measured * 1000), watched);
    }
}
