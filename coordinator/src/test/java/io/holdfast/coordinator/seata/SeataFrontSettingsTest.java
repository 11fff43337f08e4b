// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SeataFrontSettingsTest {
    @Test
    void defaultsListenOnLoopback() {
        SeataFrontSettings settings = SeataFrontSettings.defaults();

        assertThat(settings.host()).isEqualTo("127.0.0.1");
        assertThat(settings.port()).isEqualTo(8091);
        assertThat(settings.advertisedHost()).isEqualTo("127.0.0.1");
        assertThat(settings.maxFrameBytes()).isEqualTo(8 * 1024 * 1024);
        assertThat(settings.readIdle()).isEqualTo(Duration.ofSeconds(15));
        assertThat(settings.eventLoops()).isBetween(1, 4);
    }

    @Test
    void wildcardNeedsAnAddressThatClientsCanReach() {
        for (String wildcard : new String[] {"0.0.0.0", "::", "[::]", "*"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> with(wildcard, null, 8091, null))
                    .withMessageStartingWith("holdfast.seata.advertised-host must be set");
        }
        assertThat(with("0.0.0.0", "db1.example", 8091, null).advertisedHost()).isEqualTo("db1.example");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> with("0.0.0.0", "0.0.0.0", 8091, null))
                .withMessageStartingWith("holdfast.seata.advertised-host must not be a wildcard");
    }

    @Test
    void impossibleValuesAreRefusedWithTheirKey() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> with(null, null, 70_000, null))
                .withMessage("holdfast.seata.port must be from 0 to 65535, but is 70000");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> with(null, null, 8091, Duration.ZERO))
                .withMessageStartingWith("holdfast.seata.read-idle must be from PT0.05S to PT1H");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> with(" ", null, 8091, null))
                .withMessage("holdfast.seata.host must not be empty");
    }

    private static SeataFrontSettings with(String host, String advertised, int port, Duration readIdle) {
        return new SeataFrontSettings(
                host,
                port,
                advertised,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                readIdle,
                null,
                null,
                null,
                null,
                null);
    }
}
