// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.engine;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;

class EngineSettingsTest {
    private static final Backoff BACKOFF = new Backoff(1, 1, 1, 1);

    private static EngineSettings times(long byDefault, long max, long attempt) {
        return new EngineSettings("h:1", byDefault, max, attempt, 1, 1, 1, BACKOFF, Set.of(), false);
    }

    private static EngineSettings limits(int open, int branches, int data) {
        return new EngineSettings("h:1", 1, 1, 1, open, branches, data, BACKOFF, Set.of(), false);
    }

    @Test
    void impossibleTimesAreRefused() {
        assertThatThrownBy(() -> times(0, 1, 1)).hasMessageContaining("default 0 ms");
        assertThatThrownBy(() -> times(2, 1, 1)).hasMessageContaining("max 1 ms");
        assertThatThrownBy(() -> times(1, 1, 0)).hasMessageContaining("got 0 ms");
    }

    @Test
    void timesThatWouldOverflowAreRefused() {
        assertThatThrownBy(() -> times(1, Long.MAX_VALUE, 1)).hasMessageContaining("100 years");
        assertThatThrownBy(() -> times(1, 1, Long.MAX_VALUE)).hasMessageContaining("100 years");
    }

    @Test
    void impossibleLimitsAreRefused() {
        assertThatThrownBy(() -> limits(0, 1, 1)).hasMessageContaining("open transactions 0");
        assertThatThrownBy(() -> limits(1, 0, 1)).hasMessageContaining("branches 0");
        assertThatThrownBy(() -> limits(1, 1, 0)).hasMessageContaining("application data 0");
    }
}
