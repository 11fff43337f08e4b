// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.autoconfigure;

import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How branches that stay tried are checked.
 *
 * @param coordinator address of the coordinator's API, {@code http://host:50051}
 * @param interval how often this instance looks
 * @param grace after a transaction's deadline, before its branches are looked at
 * @param assumedTimeout of transactions whose deadline no call tells: those of Seata's client
 */
@ConfigurationProperties(prefix = ReconcileProperties.PREFIX, ignoreUnknownFields = false)
public record ReconcileProperties(
        URI coordinator,
        @DefaultValue("30s") Duration interval,
        @DefaultValue("30s") Duration grace,
        @DefaultValue("60s") Duration assumedTimeout) {

    static final String PREFIX = "holdfast.guard.reconcile";

    public ReconcileProperties {
        boolean isAddress = coordinator != null
                && coordinator.getHost() != null
                && ("http".equals(coordinator.getScheme()) || "https".equals(coordinator.getScheme()));
        require(isAddress, "coordinator", coordinator, "an address such as http://host:50051");
        require(interval.toMillis() >= 100, "interval", interval, "100ms or more");
        require(!grace.isNegative(), "grace", grace, "zero or more");
        require(!assumedTimeout.isNegative(), "assumed-timeout", assumedTimeout, "zero or more");
    }

    private static void require(boolean holds, String key, Object value, String must) {
        if (!holds) {
            throw new IllegalArgumentException(PREFIX + "." + key + " is " + value + " and must be " + must);
        }
    }
}
