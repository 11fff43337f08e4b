// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.compare;

import static io.holdfast.bench.compare.Contender.HOLDFAST_MYSQL;
import static io.holdfast.bench.compare.Contender.HOLDFAST_SQLITE;
import static io.holdfast.bench.compare.Contender.PEER_DB;
import static io.holdfast.bench.compare.Contender.PEER_FILE_ASYNC;
import static io.holdfast.bench.compare.Contender.PEER_FILE_SYNC;

import java.util.List;
import java.util.Optional;

/**
 * A ratio that is wanted, both sides being measured in turns in one run.
 *
 * @param theirs null to take our own figure alone, which then is a ratio by itself
 * @param atLeast whether more is better
 */
record Target(Contender ours, Contender theirs, Case load, Metric metric, boolean atLeast, double wanted) {
    private static final int MANY = 64;

    /** All of them, with 3 branches. */
    static List<Target> all() {
        return List.of(
                throughput(HOLDFAST_SQLITE, PEER_FILE_SYNC, ClientKind.STOCK, 2.8),
                throughput(HOLDFAST_SQLITE, PEER_FILE_ASYNC, ClientKind.STOCK, 2.0),
                throughput(HOLDFAST_SQLITE, PEER_FILE_SYNC, ClientKind.STOCK_MERGING, 5),
                throughput(HOLDFAST_SQLITE, PEER_FILE_ASYNC, ClientKind.STOCK_MERGING, 5),
                throughput(HOLDFAST_SQLITE, PEER_FILE_SYNC, ClientKind.LEAN, 6),
                throughput(HOLDFAST_SQLITE, PEER_FILE_ASYNC, ClientKind.LEAN, 3.3),
                throughput(HOLDFAST_MYSQL, PEER_DB, ClientKind.STOCK, 10),
                throughput(HOLDFAST_MYSQL, PEER_DB, ClientKind.LEAN, 12),
                atMost(
                        HOLDFAST_SQLITE,
                        PEER_FILE_SYNC,
                        Campaign.usual(ClientKind.LEAN, MANY),
                        Metric.COORDINATOR_CPU,
                        0.125),
                atMost(HOLDFAST_MYSQL, PEER_DB, Campaign.usual(ClientKind.STOCK, MANY), Metric.SERVER_CPU, 0.1),
                atMost(HOLDFAST_SQLITE, PEER_FILE_SYNC, Campaign.usual(ClientKind.STOCK, 1), Metric.P50, 0.45),
                atMost(HOLDFAST_MYSQL, PEER_DB, Campaign.usual(ClientKind.STOCK, 1), Metric.P50, 0.5),
                atMost(HOLDFAST_SQLITE, null, Campaign.usual(ClientKind.STOCK, MANY), Metric.P99_OVER_P50, 2),
                atMost(HOLDFAST_SQLITE, null, Campaign.usual(ClientKind.LEAN, MANY), Metric.P99_OVER_P50, 2),
                atMost(HOLDFAST_MYSQL, null, Campaign.usual(ClientKind.STOCK, MANY), Metric.P99_OVER_P50, 2));
    }

    private static Target throughput(Contender ours, Contender theirs, ClientKind client, double wanted) {
        return new Target(ours, theirs, Campaign.usual(client, MANY), Metric.THROUGHPUT, true, wanted);
    }

    private static Target atMost(Contender ours, Contender theirs, Case load, Metric metric, double wanted) {
        return new Target(ours, theirs, load, metric, false, wanted);
    }

    /** Empty if the run did not hold both sides. */
    Optional<Spread> measured(Results results) {
        return theirs == null ? results.spread(ours, load, metric) : results.ratio(ours, theirs, load, metric);
    }

    boolean isReachedBy(Spread spread) {
        return atLeast ? spread.median() >= wanted : spread.median() <= wanted;
    }

    String subject() {
        String against = theirs == null ? "" : " : " + theirs.label();
        return metric.label() + " of " + ours.label() + against;
    }

    String bound() {
        return (atLeast ? "at least " : "at most ") + Figures.ratio(wanted) + (theirs == null ? "" : "x");
    }
}
