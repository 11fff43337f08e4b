// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;

class CoordinatorNodeTest {
    @TempDir
    Path directory;

    private CoordinatorNode node(int lanes) {
        HoldfastSettings settings = Settings.of(
                "holdfast.data-dir",
                directory.toString(),
                "holdfast.seata.port",
                "0",
                "holdfast.api.enabled",
                "false",
                "holdfast.lanes",
                Integer.toString(lanes));
        return new CoordinatorNode(settings, new DefaultSslBundleRegistry(), new SimpleMeterRegistry());
    }

    private void startAndStop(int lanes) {
        CoordinatorNode node = node(lanes);
        node.start();
        assertThat(node.laneStates()).hasSize(lanes);
        node.stop();
    }

    /** Nobody would decide, confirm or cancel what a lane still has that is not taken any more. */
    @Test
    void fewerLanesThanTheLogHasAreRefusedAndMoreAreNot() {
        startAndStop(2);
        startAndStop(3);
        CoordinatorNode tooFew = node(2);

        assertThatThrownBy(tooFew::start)
                .isInstanceOf(StartRefused.class)
                .hasMessageStartingWith("holdfast.lanes is 2, but the log ")
                .hasMessageContaining(directory.toString())
                .hasMessageContaining(" has 3 lanes")
                .hasMessageEndingWith("set holdfast.lanes to 3 or more");
        assertThat(tooFew.isRunning()).isFalse();
        assertThat(tooFew.laneStates()).as("none was taken").isEmpty();
        startAndStop(3);
    }
}
