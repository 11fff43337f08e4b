// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.app;

import io.holdfast.coordinator.admin.security.AdminSettings;
import io.holdfast.coordinator.call.ParticipantsSettings;
import io.holdfast.coordinator.cluster.MembershipSettings;
import io.holdfast.coordinator.dubbo.front.ApiSettings;
import io.holdfast.coordinator.engine.Backoff;
import io.holdfast.coordinator.engine.EngineSettings;
import io.holdfast.coordinator.lane.LaneSettings;
import io.holdfast.coordinator.log.JdbcLogSettings;
import io.holdfast.coordinator.nacos.ConfigSettings;
import io.holdfast.coordinator.nacos.RegistrySettings;
import io.holdfast.coordinator.seata.SeataFrontSettings;
import io.holdfast.coordinator.watch.AlertsSettings;
import io.holdfast.coordinator.watch.TracesSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings {@code holdfast.*}. An unknown key and an impossible value are refused at start, by name.
 *
 * @param dataDir where the embedded log lives
 * @param config read by {@link NacosEnvironment} before all others; null if there is none
 * @param lanes how many threads share the transactions. Of the embedded log: default 1, may grow between starts, and never
 *     shrinks. Of a log on a server: default 12, as many as all nodes together have, and what the first node of all says
 */
@ConfigurationProperties(prefix = "holdfast", ignoreUnknownFields = false)
record HoldfastSettings(
        @DefaultValue("holdfast-data") Path dataDir,
        Integer lanes,
        @DefaultValue Log log,
        @DefaultValue Cluster cluster,
        @DefaultValue SeataFrontSettings seata,
        @DefaultValue ApiSettings api,
        @DefaultValue AdminSettings admin,
        @DefaultValue ParticipantsSettings participants,
        @DefaultValue Transactions transactions,
        @DefaultValue PhaseTwo phaseTwo,
        @DefaultValue Limits limits,
        RegistrySettings registry,
        @DefaultValue AlertsSettings alerts,
        @DefaultValue TracesSettings traces,
        ConfigSettings config) {
    HoldfastSettings {
        lanes = lanes == null ? (log.url().isEmpty() ? 1 : SHARED_LANES) : lanes;
        registry = registry == null ? RegistrySettings.defaults() : registry;
        requireBetween(lanes, 1, 64, "lanes");
        require(
                seata.sslBundle().isEmpty() || registry.url() == null,
                "seata.ssl-bundle",
                "does not go with holdfast.registry.url: clients find the port there, and none of them speaks TLS");
        require(
                seata.callExpiry().compareTo(phaseTwo.callTimeout()) > 0,
                "seata.call-expiry",
                "must be longer than holdfast.phase-two.call-timeout, which is " + phaseTwo.callTimeout());
    }

    private static final int SHARED_LANES = 12;

    /**
     * {@code holdfast.log.*}.
     *
     * @param url {@code jdbc:mysql://host:port/database} of the server that several coordinators share, or of several
     *     servers with the same content, {@code host:port,host:port}; empty: the embedded log
     * @param username of the database; empty: the URL says it
     * @param password of that user
     * @param timeout how long the server may take to answer before a lane gives up on it
     */
    record Log(
            @DefaultValue("") String url,
            @DefaultValue("") String username,
            @DefaultValue("") String password,
            @DefaultValue("5s") Duration timeout) {
        Log {
            require(
                    url.isEmpty() || url.startsWith("jdbc:mysql://"),
                    "log.url",
                    "must begin with jdbc:mysql:// (MariaDB, Galera, TiDB and others are reached by it too; several"
                            + " servers are written host:port,host:port), or be absent for the embedded log");
            requirePositive(timeout, "log.timeout");
            require(timeout.toMillis() >= 1_000, "log.timeout", "must be at least 1s, but is " + timeout);
        }

        JdbcLogSettings toJdbc() {
            return new JdbcLogSettings(url, username, password, timeout);
        }

        /** A password that was typed must not reach a log. */
        @Override
        public String toString() {
            return "Log[url=" + url + ", username=" + username + ", timeout=" + timeout + "]";
        }
    }

    /**
     * {@code holdfast.cluster.*}: coordinators that share a log. Every node should have the same durations.
     *
     * @param host where this node listens for others
     * @param port where this node listens for others
     * @param advertisedHost how the others reach this machine; default: the host above
     * @param advertisedPort and where; default: the port above
     * @param lease a node, or a lane, that has not moved for so long is taken for dead
     * @param hold how long a request may wait for its lane to be served again
     * @param drain how long a node that stops may take to give its lanes back
     */
    record Cluster(
            @DefaultValue("127.0.0.1") String host,
            @DefaultValue("7092") int port,
            @DefaultValue("") String advertisedHost,
            Integer advertisedPort,
            @DefaultValue("5s") Duration lease,
            @DefaultValue("10s") Duration hold,
            @DefaultValue("20s") Duration drain) {
        Cluster {
            requireBetween(port, 1, 65_535, "cluster.port");
            require(lease.toMillis() >= 1_000, "cluster.lease", "must be at least 1s, but is " + lease);
            require(hold.toMillis() >= 0, "cluster.hold", "must not be negative, but is " + hold);
            require(drain.toMillis() >= 0, "cluster.drain", "must not be negative, but is " + drain);
            advertisedHost = advertisedHost.isEmpty() ? host : advertisedHost;
            advertisedPort = advertisedPort == null ? port : advertisedPort;
            requireBetween(advertisedPort, 1, 65_535, "cluster.advertised-port");
        }

        String address() {
            return advertisedHost + ":" + advertisedPort;
        }

        MembershipSettings membership() {
            return new MembershipSettings(lease.dividedBy(10), lease, hold, drain);
        }
    }

    /**
     * {@code holdfast.transactions.*}.
     *
     * @param defaultTimeout how long a transaction may stay undecided if its begin does not say
     * @param maxTimeout a longer wish is cut to this
     * @param retention how long the log keeps a transaction, and answers for it and its idempotency key, after its end
     * @param serial names of transactions whose branches are confirmed one by one, in order, instead of all at once
     */
    record Transactions(
            @DefaultValue("60s") Duration defaultTimeout,
            @DefaultValue("24h") Duration maxTimeout,
            @DefaultValue("30d") Duration retention,
            @DefaultValue Set<String> serial) {
        Transactions {
            requirePositive(defaultTimeout, "transactions.default-timeout");
            require(
                    maxTimeout.compareTo(defaultTimeout) >= 0,
                    "transactions.max-timeout",
                    "must not be below transactions.default-timeout");
            require(
                    retention.toMinutes() >= 1 && retention.toDays() <= 36_500,
                    "transactions.retention",
                    "must be from 1m to 36500d, but is " + retention);
        }
    }

    /**
     * {@code holdfast.phase-two.*}: calling Confirm and Cancel.
     *
     * @param callTimeout how long one call may stay unanswered
     * @param firstBackoff the wait after a first failure; it doubles from there
     * @param maxBackoff the longest wait of a branch that is not parked
     * @param parkAfter failed calls after which a branch is parked: shown, and called only seldom
     * @param parkedBackoff the wait between calls of a branch that is parked
     */
    record PhaseTwo(
            @DefaultValue("10s") Duration callTimeout,
            @DefaultValue("200ms") Duration firstBackoff,
            @DefaultValue("30s") Duration maxBackoff,
            @DefaultValue("20") int parkAfter,
            @DefaultValue("5m") Duration parkedBackoff) {
        PhaseTwo {
            requirePositive(callTimeout, "phase-two.call-timeout");
            requirePositive(firstBackoff, "phase-two.first-backoff");
            require(
                    maxBackoff.compareTo(firstBackoff) >= 0,
                    "phase-two.max-backoff",
                    "must not be below phase-two.first-backoff");
            requireBetween(parkAfter, 1, 1_000_000, "phase-two.park-after");
            requirePositive(parkedBackoff, "phase-two.parked-backoff");
        }
    }

    /**
     * {@code holdfast.limits.*}: past each, a request is refused and nothing has changed.
     *
     * @param maxOpenTransactions begun and not finished, per lane
     * @param maxBranches per transaction
     * @param inbox requests that may wait for a lane
     */
    record Limits(
            @DefaultValue("200000") int maxOpenTransactions,
            @DefaultValue("1000") int maxBranches,
            @DefaultValue("16384") int inbox) {
        Limits {
            requireBetween(maxOpenTransactions, 1, 100_000_000, "limits.max-open-transactions");
            requireBetween(maxBranches, 1, 100_000, "limits.max-branches");
            requireBetween(inbox, 16, 1 << 24, "limits.inbox");
        }
    }

    /** @param address {@code host:port} that new xids carry */
    EngineSettings engine(String address) {
        return new EngineSettings(
                address,
                transactions.defaultTimeout().toMillis(),
                transactions.maxTimeout().toMillis(),
                phaseTwo.callTimeout().toMillis(),
                limits.maxOpenTransactions(),
                limits.maxBranches(),
                seata.maxApplicationDataBytes(),
                new Backoff(
                        phaseTwo.firstBackoff().toMillis(),
                        phaseTwo.maxBackoff().toMillis(),
                        phaseTwo.parkAfter(),
                        phaseTwo.parkedBackoff().toMillis()),
                transactions.serial(),
                admin.secondApprover());
    }

    LaneSettings lane() {
        long renewMillis = log.url().isEmpty() ? 0 : cluster.lease().toMillis() / 4;
        return new LaneSettings(limits.inbox(), 1024, 100, 1000, 1000, renewMillis);
    }

    private static void requirePositive(Duration value, String key) {
        require(value.toMillis() >= 1, key, "must be at least 1ms, but is " + value);
    }

    private static void requireBetween(int value, int least, int most, String key) {
        require(value >= least && value <= most, key, "must be from " + least + " to " + most + ", but is " + value);
    }

    private static void require(boolean holds, String key, String problem) {
        if (!holds) {
            throw new IllegalArgumentException("holdfast." + key + " " + problem);
        }
    }
}
