// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.compare;

import io.holdfast.bench.load.ProcessMemory;
import io.holdfast.bench.load.RoundPlan;
import io.holdfast.bench.load.RoundResult;
import io.holdfast.bench.load.Workload;
import io.holdfast.bench.process.RunDirectory;
import io.holdfast.bench.process.RunFailedException;
import io.holdfast.bench.process.Supervisor;
import io.holdfast.bench.terminal.Terminal;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs a campaign: starts the contenders of a group together, and lets them take turns under each load, so that a drift of
 * the machine meets all of them alike. While one is measured, the others stand idle. One thread calls it, once.
 */
final class Comparison {
    private static final Workload WARM_UP = new Workload(64, 3, 0);

    private final Campaign campaign;
    private final RunDirectory directory;
    private final Supervisor supervisor;
    private final JavaCommands commands;
    private final Databases databases;
    private final Servers servers;
    private final HeapAfterGc heap;
    private final Terminal terminal;
    private final List<Measurement> measurements = new ArrayList<>();
    private final List<Footprint> footprints = new ArrayList<>();
    private int casesDone;

    Comparison(Campaign campaign, Workshop workshop) {
        this.campaign = campaign;
        this.directory = workshop.directory();
        this.supervisor = workshop.supervisor();
        this.commands = workshop.commands();
        this.databases = workshop.databases();
        this.servers = workshop.servers();
        this.heap = new HeapAfterGc(commands);
        this.terminal = workshop.terminal();
    }

    /** @throws RunFailedException if something does not start, or a single branch was not confirmed exactly once */
    Results run() throws IOException, InterruptedException, RunFailedException {
        Instant startedAt = Instant.now();
        double load = Machine.load();
        for (List<Contender> group : campaign.groups()) {
            measure(group);
        }
        Database database = databases.startedOrNull();
        Machine machine =
                Machine.describe(directory.data("").getParent(), database == null ? null : database.version());
        return new Results(startedAt, machine, load, campaign, List.copyOf(measurements), List.copyOf(footprints));
    }

    private void measure(List<Contender> group) throws IOException, InterruptedException, RunFailedException {
        List<Server> running = new ArrayList<>();
        for (Contender contender : group) {
            terminal.line("starting " + contender.label());
            running.add(servers.start(contender));
        }
        for (ClientKind client : ClientKind.values()) {
            List<Case> cases = campaign.cases().stream()
                    .filter(load -> load.client() == client)
                    .toList();
            if (!cases.isEmpty()) {
                measure(running, client, cases);
            }
        }
        for (Server server : running) {
            long pid = server.pid();
            long resident = ProcessMemory.residentKib(pid);
            footprints.add(new Footprint(server.contender(), resident, heap.measure(pid)));
            supervisor.stop(server.process());
        }
    }

    private void measure(List<Server> running, ClientKind client, List<Case> cases)
            throws IOException, InterruptedException, RunFailedException {
        Map<Server, LoadProcess> clients = new LinkedHashMap<>();
        try {
            for (Server server : running) {
                terminal.passing("%s: warming up %s"
                        .formatted(client.label(), server.contender().label()));
                LoadProcess load = LoadProcess.start(supervisor, commands, client, server);
                clients.put(server, load);
                load.run(plan(WARM_UP, 0, campaign.warmUpSeconds(), server));
            }
            for (Case load : cases) {
                takeTurns(clients, load);
            }
        } finally {
            for (LoadProcess load : clients.values()) {
                load.stop();
            }
        }
    }

    private void takeTurns(Map<Server, LoadProcess> clients, Case load)
            throws IOException, InterruptedException, RunFailedException {
        casesDone++;
        int all = campaign.cases().size() * campaign.groups().size();
        for (int round = 1; round <= campaign.rounds(); round++) {
            for (Map.Entry<Server, LoadProcess> entry : clients.entrySet()) {
                Server server = entry.getKey();
                RoundResult result = entry.getValue()
                        .measure(plan(load.workload(), campaign.settleSeconds(), campaign.seconds(), server));
                measurements.add(new Measurement(server.contender(), load, round, result));
                terminal.passing("[%d/%d] %s: round %d of %d, %s %s tx/s"
                        .formatted(
                                casesDone,
                                all,
                                load.label(),
                                round,
                                campaign.rounds(),
                                server.contender().label(),
                                Figures.number(result.perSecond())));
            }
        }
        terminal.line("[%d/%d] %s".formatted(casesDone, all, load.label()));
        for (Server server : clients.keySet()) {
            terminal.line("        " + brief(server.contender(), load));
        }
    }

    private String brief(Contender contender, Case load) {
        Results soFar = new Results(null, null, 0, campaign, measurements, footprints);
        Optional<Spread> throughput = soFar.spread(contender, load, Metric.THROUGHPUT);
        return "%-26s %s tx/s, p50 %s ms, p99 %s ms, coordinator CPU %s ms/tx"
                .formatted(
                        contender.label(),
                        Figures.withSpread(throughput),
                        Figures.median(soFar.spread(contender, load, Metric.P50)),
                        Figures.median(soFar.spread(contender, load, Metric.P99)),
                        Figures.median(soFar.spread(contender, load, Metric.COORDINATOR_CPU)));
    }

    private static RoundPlan plan(Workload workload, double settleSeconds, double seconds, Server server) {
        return new RoundPlan(workload, (long) (settleSeconds * 1000), (long) (seconds * 1000), server.watched());
    }
}
