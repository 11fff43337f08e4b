// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.run;

import io.holdfast.bench.process.ChildProcess;
import io.holdfast.bench.process.Supervisor;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs {@link CallerThatDies}, and then asks the order service what became of the orders that it left behind.
 *
 * <p>The answer's time is from the begin of an order's transaction until its end was seen.
 */
final class DyingCaller {
    private static final Duration LIFE_BOUND = Duration.ofSeconds(60);

    private final Supervisor supervisor;
    private final Launcher launcher;
    private final RunOptions options;
    private final OrderCaller orderService;

    DyingCaller(Supervisor supervisor, Launcher launcher, RunOptions options, OrderCaller orderService) {
        this.supervisor = supervisor;
        this.launcher = launcher;
        this.options = options;
        this.orderService = orderService;
    }

    /**
     * Returns when it is dead.
     *
     * @return what it said of each order
     */
    Map<String, String> leave() throws IOException, InterruptedException {
        ChildProcess caller =
                supervisor.startPassing("caller-that-dies", launcher.command(CallerThatDies.class, arguments()));
        if (!caller.awaitEnd(LIFE_BOUND)) {
            caller.stop(Duration.ZERO);
        }
        Map<String, String> reports = new HashMap<>();
        for (String line : Files.readAllLines(caller.log())) {
            String[] words = line.split(" ", 3);
            if (words.length == 3 && (words[0].equals(CallerThatDies.LEFT) || words[0].equals(CallerThatDies.FAILED))) {
                reports.put(words[1], line);
            }
        }
        return reports;
    }

    private List<String> arguments() {
        Ports ports = options.ports();
        String coordinators = ports.address(Endpoint.COORDINATOR);
        if (options.cluster()) {
            coordinators += ";" + ports.address(Endpoint.SECOND_COORDINATOR);
        }
        return List.of(
                options.orders().toString(),
                coordinators,
                ports.dubbo(Endpoint.ORDER_DUBBO),
                ports.dubbo(Endpoint.INVENTORY_DUBBO),
                ports.dubbo(Endpoint.PAYMENT_DUBBO),
                ports.http(Endpoint.API, "/v1/transactions").toString(),
                ports.http(Endpoint.INVENTORY, "/tcc/inventory").toString());
    }

    /** @param reports what {@link #leave} returned; one answer comes back for each order */
    List<Answer> awaitEnds(List<OrderLine> orders, Map<String, String> reports) throws InterruptedException {
        List<Answer> answers = new ArrayList<>();
        for (OrderLine order : orders) {
            String report = reports.getOrDefault(order.orderNo(), "it said nothing about it, see its log");
            answers.add(
                    report.startsWith(CallerThatDies.LEFT)
                            ? awaitEnd(order, Long.parseLong(report.split(" ", 4)[2]))
                            : new Answer(order, "caller failed", report, System.nanoTime(), 0, 1));
        }
        return answers;
    }

    private Answer awaitEnd(OrderLine order, long begunAtMillis) throws InterruptedException {
        long since = System.currentTimeMillis() - begunAtMillis;
        return orderService.awaitEnd(
                order, System.nanoTime() - Duration.ofMillis(since).toNanos());
    }
}
