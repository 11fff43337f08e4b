// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.run;

import io.holdfast.bench.process.RunFailedException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Places rounds of orders of its own, of both ways, until a whole round is confirmed quickly.
 *
 * <p>The first calls of fresh JVMs load classes and open connections; on a busy machine that takes longer than an
 * order's transaction may, and the coordinator would rightly cancel orders that the file calls fine. Warm-up orders are
 * orders like any other for the conservation check, and belong to no line of the file.
 */
final class WarmUp {
    private static final Duration QUICK = Duration.ofSeconds(1);
    private static final int MOST_ROUNDS = 15;

    private final OrderRun orders;
    private final int concurrency;
    private final String name;

    /**
     * With that many orders a round.
     *
     * @param concurrency orders of each way in a round
     * @param name what the numbers of its orders begin with
     */
    WarmUp(OrderRun orders, int concurrency, String name) {
        this.orders = orders;
        this.concurrency = concurrency;
        this.name = name;
    }

    /**
     * What was done.
     *
     * @param orders placed in all
     * @param quick whether the last round was all confirmed, and each order of it within a second
     */
    record Result(int orders, boolean quick) {
        @Override
        public String toString() {
            return "warmed up with " + orders + " orders of no line in the file"
                    + (quick ? "" : "; none of their rounds was confirmed within a second");
        }
    }

    Result run() throws InterruptedException, RunFailedException {
        int placed = 0;
        for (int round = 1; round <= MOST_ROUNDS; round++) {
            List<OrderLine> lines = new ArrayList<>();
            for (int i = 1; i <= concurrency; i++) {
                for (Way way : Way.values()) {
                    lines.add(order(name + "-" + round + "-" + i + "-" + way, way));
                }
            }
            placed += lines.size();
            if (orders.place(lines, () -> {}).stream().allMatch(WarmUp::isQuick)) {
                return new Result(placed, true);
            }
        }
        return new Result(placed, false);
    }

    private static boolean isQuick(Answer answer) {
        return answer.asExpected() && answer.nanos() <= QUICK.toNanos();
    }

    private static OrderLine order(String orderNo, Way way) {
        return new OrderLine(0, orderNo, Kind.FINE, way, "SKU-1", 1, "alice", BigDecimal.ONE, "CONFIRMED", "");
    }
}
