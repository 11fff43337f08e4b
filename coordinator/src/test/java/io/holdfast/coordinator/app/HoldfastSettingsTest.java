// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;

/** Configuration comes from outside too: whatever is wrong in it is refused at start, by the key's name. */
class HoldfastSettingsTest {
    private static final List<String> NUMBERS = List.of(
            "lanes",
            "cluster.port",
            "cluster.advertised-port",
            "seata.port",
            "seata.event-loops",
            "seata.max-connections",
            "seata.max-frame-bytes",
            "seata.max-registration-bytes",
            "seata.max-half-received-bytes",
            "seata.max-application-data-bytes",
            "seata.max-name-bytes",
            "seata.max-resources",
            "seata.max-pending-calls",
            "seata.max-requests-in-flight",
            "seata.max-delayed-replies",
            "seata.write-high-water-bytes",
            "phase-two.park-after",
            "limits.max-open-transactions",
            "limits.max-branches",
            "limits.inbox");
    private static final List<String> DURATIONS = List.of(
            "seata.read-idle",
            "seata.call-expiry",
            "seata.retry-delay",
            "seata.access-key-window",
            "transactions.default-timeout",
            "transactions.max-timeout",
            "phase-two.call-timeout",
            "phase-two.first-backoff",
            "phase-two.max-backoff",
            "phase-two.parked-backoff",
            "alerts.undecided-after");

    @Test
    void nothingHasToBeSet() {
        assertThat(Settings.of().lanes()).isEqualTo(1);
    }

    @Test
    void aUrlThatLetsTheDriverChangeServersIsRefused() {
        for (String way :
                List.of("jdbc:mysql:loadbalance://a,b/log", "jdbc:mysql:replication://a,b/log", "mysql://a/log")) {
            assertRefused("log.url", way);
        }
    }

    @Test
    void whatIsNoNumberIsRefusedByItsKey() {
        for (String key : NUMBERS) {
            for (String value : List.of("x", "1x", "2147483648", "-2147483649", "1.5", "ten", "NaN")) {
                assertRefused(key, value);
            }
        }
    }

    @Test
    void whatIsNoDurationIsRefusedByItsKey() {
        for (String key : DURATIONS) {
            for (String value : List.of("x", "5 bananas", "1.5s", "99999999999999999999s", "P", "-5s")) {
                assertRefused(key, value);
            }
        }
    }

    /** Seeded: what fails once fails again. A value that goes together with the others is taken. */
    @Test
    void anyNumberIsTakenOrRefusedByItsKey() {
        Random random = new Random(1);
        int taken = 0;
        for (int i = 0; i < 200; i++) {
            String key = NUMBERS.get(random.nextInt(NUMBERS.size()));
            int value = random.nextInt() >> random.nextInt(32);
            taken += isTaken(key, Integer.toString(value)) ? 1 : 0;
        }
        for (int i = 0; i < 100; i++) {
            String key = DURATIONS.get(random.nextInt(DURATIONS.size()));
            taken += isTaken(key, (random.nextLong() >> random.nextInt(64)) + "ms") ? 1 : 0;
        }
        assertThat(taken).as("both happen").isBetween(30, 270);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "holdfast.lane",
                "holdfast.seata.prot",
                "holdfast.seata.tls.key",
                "holdfast.limits.max-open-transaction",
                "holdfast.x-7f3a"
            })
    void unknownKeyIsRefusedByItsName(String key) {
        assertThatThrownBy(() -> Settings.of(key, "1"))
                .hasRootCauseInstanceOf(UnboundConfigurationPropertiesException.class)
                .rootCause()
                .hasMessageContaining(key);
    }

    private static void assertRefused(String key, String value) {
        assertThat(isTaken(key, value)).as(key + "=" + value).isFalse();
    }

    private static boolean isTaken(String key, String value) {
        try {
            Settings.of("holdfast." + key, value);
            return true;
        } catch (RuntimeException refused) {
            StringBuilder said = new StringBuilder();
            for (Throwable cause = refused; cause != null; cause = cause.getCause()) {
                said.append(cause.getMessage()).append('\n');
            }
            assertThat(said.toString()).as(key + "=" + value).contains(key);
            return false;
        }
    }
}
