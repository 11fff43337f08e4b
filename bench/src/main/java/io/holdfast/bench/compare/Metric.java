// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.compare;

import io.holdfast.bench.load.ProcessCost;
import io.holdfast.bench.load.RoundResult;

/** A figure of one round. */
enum Metric {
    THROUGHPUT("tx/s"),
    P50("p50 ms"),
    P95("p95 ms"),
    P99("p99 ms"),
    P99_OVER_P50("p99 / p50"),
    COORDINATOR_CPU("coordinator CPU ms/tx"),
    CLIENT_CPU("client CPU ms/tx"),
    DATABASE_CPU("database CPU ms/tx"),
    SERVER_CPU("coordinator + database CPU ms/tx"),
    SYNCS("syncs/tx"),
    SWITCHES("context switches/tx"),
    RESIDENT("RSS MiB");

    private final String label;

    Metric(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    /** Not a number if it was not measured. */
    double of(RoundResult result) {
        double transactions = result.transactions();
        ProcessCost coordinator = result.servers().get(0);
        return switch (this) {
            case THROUGHPUT -> result.perSecond();
            case P50 -> result.p50Micros() / 1e3;
            case P95 -> result.p95Micros() / 1e3;
            case P99 -> result.p99Micros() / 1e3;
            case P99_OVER_P50 -> (double) result.p99Micros() / result.p50Micros();
            case COORDINATOR_CPU -> cpu(result, 0);
            case CLIENT_CPU -> result.clientCpuPerTransaction();
            case DATABASE_CPU -> cpu(result, 1);
            case SERVER_CPU -> cpu(result, 0) + cpu(result, 1);
            case SYNCS -> result.flushes() < 0 ? Double.NaN : result.flushes() / transactions;
            case SWITCHES -> coordinator.contextSwitches() / transactions;
            case RESIDENT -> coordinator.residentKib() / 1024.0;
        };
    }

    /** Per transaction, of the watched process; the database's is not a number where none was watched. */
    private static double cpu(RoundResult result, int server) {
        if (server >= result.servers().size()) {
            return Double.NaN;
        }
        ProcessCost cost = result.servers().get(server);
        return cost.cpuMillis() / result.transactions();
    }
}
