// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExposureTest {
    private static final String[] OPEN = {
        "holdfast.seata.host", "0.0.0.0",
        "holdfast.seata.advertised-host", "10.0.0.5",
        "holdfast.api.host", "0.0.0.0"
    };

    @Test
    void nothingIsExposedOutOfTheBox() {
        assertThat(Exposure.of(Settings.of(), "127.0.0.1", false)).isEmpty();
        assertThat(Exposure.of(Settings.of(), "localhost", false)).isEmpty();
    }

    @Test
    void everyOpenDoorIsNamedWithWhatClosesIt() {
        assertThat(Exposure.of(Settings.of(OPEN), "0.0.0.0", false))
                .satisfiesExactly(
                        seata -> assertThat(seata).contains("0.0.0.0:8091", "holdfast.seata.access-keys"),
                        api -> assertThat(api).contains("0.0.0.0:50051", "holdfast.api.require-tokens=true"),
                        http -> assertThat(http).contains("server.ssl.bundle"));
    }

    @Test
    void tokensThatTravelInTheOpenAreNamed() {
        HoldfastSettings settings = Settings.of("holdfast.api.host", "0.0.0.0", "holdfast.api.require-tokens", "true");
        assertThat(Exposure.of(settings, "127.0.0.1", false))
                .singleElement()
                .asString()
                .contains("0.0.0.0:50051", "holdfast.api.ssl-bundle");
    }

    @Test
    void guardedDoorsAreNotNamed() {
        HoldfastSettings guarded = Settings.of(
                "holdfast.seata.host", "0.0.0.0",
                "holdfast.seata.advertised-host", "10.0.0.5",
                "holdfast.seata.access-keys[0].application", "order",
                "holdfast.seata.access-keys[0].key", "k",
                "holdfast.seata.access-keys[0].secret", "not to be shown",
                "holdfast.api.host", "0.0.0.0",
                "holdfast.api.require-tokens", "true",
                "holdfast.api.ssl-bundle", "api");
        assertThat(Exposure.of(guarded, "0.0.0.0", true)).isEmpty();
        assertThat(guarded.toString()).doesNotContain("not to be shown");
    }
}
