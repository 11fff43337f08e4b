// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ServedLanesTest {
    @Test
    void onlyLanesThatServeAreCounted() {
        assertThat(ServedLanes.served("""
                        {"status": "OUT_OF_SERVICE", "components": {"diskSpace": {"status": "UP"}, "lanes": {
                          "status": "OUT_OF_SERVICE", "details": {
                            "lane-0": "SERVING, epoch 3, 0 open transactions",
                            "lane-1": "RECOVERING, epoch 4, 7 open transactions",
                            "lane-2": "SERVING, epoch 1, 2 open transactions"}}}}""")).isEqualTo(2);
    }

    @Test
    void aCoordinatorWithoutLanesServesNone() {
        assertThat(ServedLanes.served("{\"status\": \"UP\", \"components\": {\"lanes\": {\"status\": \"UP\"}}}"))
                .isZero();
        assertThat(ServedLanes.served("[]")).isZero();
    }
}
