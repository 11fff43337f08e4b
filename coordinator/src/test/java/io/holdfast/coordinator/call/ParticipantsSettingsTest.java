// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.coordinator.call.ParticipantsSettings.Breaker;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ParticipantsSettingsTest {
    private static void assertRefused(String message, ThrowingCallable settings) {
        assertThatThrownBy(settings)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("holdfast.participants." + message);
    }

    @Test
    void whatIsNotSetHasItsDefault() {
        ParticipantsSettings settings = ParticipantsSettings.defaults();
        assertThat(settings.registry()).isNull();
        assertThat(settings.connectTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.maxAnswerBytes()).isEqualTo(65_536);
        assertThat(settings.breaker()).isEqualTo(new Breaker(20, 10, 50, Duration.ofSeconds(2), 3));
        assertThat(new Breaker(4, null, null, null, null).minimumCalls())
                .as("no more than the window has")
                .isEqualTo(4);
    }

    @Test
    void impossibleValuesAreRefusedByTheirKeys() {
        assertRefused(
                "registry must be like nacos://host:port",
                () -> new ParticipantsSettings("localhost", null, null, null, null, null, null, null, null, null));
        assertRefused(
                "concurrent-calls must be from 1 to 100000, but is 0",
                () -> new ParticipantsSettings(null, null, null, 0, null, null, null, null, null, null));
        assertRefused(
                "connect-timeout must be from PT0.01S to PT1M, but is PT2M",
                () -> new ParticipantsSettings(
                        null, Duration.ofMinutes(2), null, null, null, null, null, null, null, null));
        assertRefused("breaker.minimum-calls must be from 1 to 4, but is 5", () -> new Breaker(4, 5, null, null, null));
    }
}
