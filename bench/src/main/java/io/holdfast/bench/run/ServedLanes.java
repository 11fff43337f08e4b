// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.run;

import io.holdfast.bench.process.Health;
import io.holdfast.bench.process.RunFailedException;
import java.net.http.HttpClient;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * How many lanes each of two coordinators serves: those that are its own in their log, once it is ready, which it is when all
 * of its own have been recovered. Safe for any thread.
 */
final class ServedLanes {
    private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(50);
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final String OWNED =
            "SELECT COUNT(*) FROM lane JOIN node ON lane.owner = node.node_id WHERE node.peer_address = ?";

    private final Health health;
    private final Ports ports;
    private final Databases databases;

    ServedLanes(HttpClient http, Ports ports, Databases databases) {
        this.health = new Health(http);
        this.ports = ports;
        this.databases = databases;
    }

    /** Of both at about the same time. */
    record Shares(int first, int second) {
        boolean areEven() {
            return first > 0 && second > 0 && Math.abs(first - second) <= 1;
        }

        int sum() {
            return first + second;
        }
    }

    /** @throws RunFailedException if it does not come to that in a long time */
    Shares await(String what, Predicate<Shares> wanted) throws InterruptedException, RunFailedException, SQLException {
        try (Connection log = databases.connectToLog()) {
            long end = System.nanoTime() + BOUND.toNanos();
            Shares shares = look(log);
            while (!wanted.test(shares)) {
                if (System.nanoTime() - end >= 0) {
                    throw new RunFailedException(
                            "Waited %d s until %s; coordinator-1 serves %d lanes and coordinator-2 %d"
                                    .formatted(BOUND.toSeconds(), what, shares.first(), shares.second()));
                }
                Thread.sleep(BETWEEN_QUESTIONS.toMillis());
                shares = look(log);
            }
            return shares;
        }
    }

    private Shares look(Connection log) throws InterruptedException, SQLException {
        return new Shares(
                served(log, Endpoint.PEERS, Endpoint.CONSOLE),
                served(log, Endpoint.SECOND_PEERS, Endpoint.SECOND_CONSOLE));
    }

    private int served(Connection log, Endpoint peers, Endpoint console) throws InterruptedException, SQLException {
        try (PreparedStatement owned = log.prepareStatement(OWNED)) {
            owned.setString(1, ports.address(peers));
            try (ResultSet count = owned.executeQuery()) {
                count.next();
                int lanes = count.getInt(1);
                return health.await(ports.http(console, "/actuator/health/readiness"), Duration.ZERO) ? lanes : 0;
            }
        }
    }
}
