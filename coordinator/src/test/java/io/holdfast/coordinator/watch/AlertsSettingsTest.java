// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AlertsSettingsTest {
    private static final String SECRET = "0123456789abcdef";

    private static void assertRefused(String key, String hint, String url, String secret, Duration after) {
        assertThatThrownBy(() -> new AlertsSettings(url, secret, after))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("holdfast.alerts." + key + " ")
                .hasMessageContaining(hint)
                .hasMessageNotContaining(SECRET);
    }

    @Test
    void nobodyIsToldOutOfTheBox() {
        AlertsSettings none = new AlertsSettings(null, null, null);
        assertThat(none.isOn()).isFalse();
        assertThat(none.undecidedAfter()).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void whatIsWrongIsNamedWithItsCure() {
        assertRefused("secret", "openssl rand -hex 32", "https://a/b", null, null);
        assertRefused("secret", "16 characters", "https://a/b", "too short", null);
        assertRefused("secret", "holdfast.alerts.url", null, SECRET, null);
        assertRefused("url", "https://host/path", "ftp://a/b", SECRET, null);
        assertRefused("url", "https://host/path", "example.org/hook", SECRET, null);
        assertRefused("url", "no address", "https://a b", SECRET, null);
        assertRefused("url", "user", "https://u:p@a/b", SECRET, null);
        assertRefused("undecided-after", "from 1s", "https://a/b", SECRET, Duration.ofMillis(10));
    }

    @Test
    void neitherTheSecretNorTheAddressIsShown() {
        AlertsSettings settings = new AlertsSettings("https://hooks.example.org/T0/B1/xyz", SECRET, null);
        assertThat(settings.toString()).contains("hooks.example.org").doesNotContain(SECRET, "xyz");
    }
}
