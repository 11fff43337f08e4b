// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.autoconfigure;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The guard's settings.
 *
 * @param enabled false leaves Seata's own fence in place
 * @param table the guard's table; null means what {@code seata.tcc.fence.log-table-name} says, else tcc_fence_log
 * @param createTable create the table, or bring it up to date, at start; only under its standard name
 * @param lockWait how long a call waits for another call of the same branch before it fails and is made again; MySQL
 * @param retention how long final rows are kept: longer than the longest Try, and than the coordinator's longest absence
 * @param cleanInterval how often old rows are removed; zero means never
 */
@ConfigurationProperties(prefix = GuardProperties.PREFIX, ignoreUnknownFields = false)
public record GuardProperties(
        @DefaultValue("true") boolean enabled,
        String table,
        @DefaultValue("true") boolean createTable,
        @DefaultValue("10s") Duration lockWait,
        @DefaultValue("7d") Duration retention,
        @DefaultValue("1h") Duration cleanInterval) {

    static final String PREFIX = "holdfast.participant.guard";

    private static final Duration SHORTEST_RETENTION = Duration.ofHours(1);

    public GuardProperties {
        require(
                lockWait.toSeconds() >= 1 && lockWait.toSeconds() <= 3600,
                "lock-wait",
                lockWait,
                "between a second and an hour");
        require(
                retention.compareTo(SHORTEST_RETENTION) >= 0,
                "retention",
                retention,
                "an hour or more: a tombstone that goes before its Try comes lets the Try hang");
        require(!cleanInterval.isNegative(), "clean-interval", cleanInterval, "zero (never) or more");
    }

    private static void require(boolean holds, String key, Duration value, String must) {
        if (!holds) {
            throw new IllegalArgumentException(PREFIX + "." + key + " is " + value + " and must be " + must);
        }
    }
}
