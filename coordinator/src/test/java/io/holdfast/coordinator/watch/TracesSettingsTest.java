// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TracesSettingsTest {
    private static void assertRefused(String key, String url, Double share) {
        assertThatThrownBy(() -> new TracesSettings(url, share))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("holdfast.traces." + key + " must be");
    }

    @Test
    void nothingIsTracedOutOfTheBox() {
        assertThat(new TracesSettings(null, null).isOn()).isFalse();
        assertThat(new TracesSettings(" ", null).isOn()).isFalse();
        assertThat(new TracesSettings("http://a:4318/v1/traces", null).share()).isEqualTo(1);
    }

    @Test
    void whatIsWrongIsNamed() {
        assertRefused("url", "a:4318", null);
        assertRefused("url", "grpc://a:4317", null);
        assertRefused("url", "http://a b", null);
        assertRefused("share", "http://a/v1/traces", 1.1);
        assertRefused("share", "http://a/v1/traces", -0.1);
        assertRefused("share", "http://a/v1/traces", Double.NaN);
    }
}
