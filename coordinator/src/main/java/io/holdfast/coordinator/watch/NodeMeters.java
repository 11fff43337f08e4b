// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.watch;

import io.holdfast.coordinator.port.ThisNode;
import io.holdfast.coordinator.port.ThisNode.ServedLane;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;

/** What the lanes of this node are doing. Stateless. */
public final class NodeMeters implements MeterBinder {
    private static final List<String> CONDITIONS = List.of("RECOVERING", "SERVING", "HALTED", "STOPPED");

    private final ThisNode node;
    private final int inboxCapacity;

    /** @param inboxCapacity how many requests may wait for one lane */
    public NodeMeters(ThisNode node, int inboxCapacity) {
        this.node = node;
        this.inboxCapacity = inboxCapacity;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (String condition : CONDITIONS) {
            Gauge.builder("holdfast.lanes", node, one -> lanes(one, condition))
                    .description("Lanes of this node, by what they are doing")
                    .tag("condition", condition.toLowerCase(Locale.ROOT))
                    .register(registry);
        }
        Gauge.builder("holdfast.serving", node, one -> one.isServing() ? 1 : 0)
                .description("1 if this node takes requests and all its lanes serve, else 0")
                .register(registry);
        Gauge.builder("holdfast.transactions.held", node, one -> sum(one, ServedLane::openTransactions))
                .description("Transactions begun and not ended, also those without a branch")
                .register(registry);
        Gauge.builder("holdfast.tries.underway", node, one -> sum(one, ServedLane::triesUnderWay))
                .description("Undecided transactions whose Trys the coordinator calls")
                .register(registry);
        Gauge.builder("holdfast.inbox.waiting", node, one -> sum(one, ServedLane::waiting))
                .description("Requests and answers that wait for a lane")
                .register(registry);
        Gauge.builder("holdfast.inbox.fullest", node, this::fullest)
                .description("How full the fullest lane's inbox is, from 0 to 1")
                .register(registry);
    }

    private static long lanes(ThisNode node, String condition) {
        return node.lanes().stream()
                .filter(lane -> lane.condition().equals(condition))
                .count();
    }

    private static long sum(ThisNode node, ToIntFunction<ServedLane> figure) {
        return node.lanes().stream().mapToInt(figure).sum();
    }

    private double fullest(ThisNode node) {
        return (double) node.lanes().stream()
                        .mapToInt(ServedLane::waiting)
                        .max()
                        .orElse(0)
                / inboxCapacity;
    }
}
