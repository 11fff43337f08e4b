// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.coordinator.model.CallResult;
import io.holdfast.coordinator.model.Phase;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BranchOutcomeTest {
    private static String error(String message) {
        ClientMessage.BranchResult failed = new ClientMessage.BranchResult(Phase.CANCEL, false, message, "h:1:2", 3, 9);
        return ((CallResult.Retry) BranchOutcome.of(failed, "app:1.2.3.4:5")).error();
    }

    @Test
    void longMessageIsCutBetweenCharacters() {
        for (int before = 990; before <= 1000; before++) {
            String error = error("x".repeat(before) + "\ud83d\ude80".repeat(20));

            assertThat(error).hasSizeLessThan(1100).contains("x".repeat(before));
            assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(error)).isTrue();
        }
    }

    @Test
    void shortMessageIsKeptWhole() {
        assertThat(error("no money")).isEqualTo("app:1.2.3.4:5 answered PhaseTwo_RollbackFailed_Retryable: no money");
    }
}
