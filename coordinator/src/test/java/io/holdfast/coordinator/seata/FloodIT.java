// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.Answer.Standing;
import io.holdfast.coordinator.model.Input;
import io.holdfast.coordinator.model.TransactionStatus;
import java.io.IOException;
import java.time.Duration;
import org.apache.seata.core.model.GlobalStatus;
import org.apache.seata.core.protocol.transaction.GlobalStatusResponse;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** I25: whoever asks faster than lanes answer waits; nobody else does. */
class FloodIT {
    private static final int LIMIT = 200; // of FrontUnderTest
    private static final int PER_FRAME = 150;
    private static final Answer TRYING = new Standing(TransactionStatus.TRYING, null, false);

    private FrontUnderTest front;
    private RawClient flooding;

    @BeforeEach
    void start() throws IOException {
        front = new FrontUnderTest(FrontUnderTest.settings(8192, Duration.ofMillis(500)), Admission.everybody());
        flooding = RawClient.caller(front.port(), "flooding", "2.6.0");
    }

    @AfterEach
    void stop() throws IOException {
        flooding.close();
        front.close();
    }

    @Test
    void whoHasTooManyRequestsUnansweredIsNotReadFromAndNotClosedForItsSilence() throws IOException {
        byte[] frame = Flood.frame(PER_FRAME, "h:1:2");
        flooding.sendBytes(Flood.times(3, frame)); // the second fills it, the third is held back
        Awaitility.await().until(() -> front.coordinator.size() == 2 * PER_FRAME);
        flooding.sendBytes(Flood.times(3, frame));
        Awaitility.await()
                .during(Duration.ofMillis(1_200)) // more than twice as long as a silent connection is kept
                .atMost(Duration.ofSeconds(10))
                .until(() -> front.coordinator.size() == 2 * PER_FRAME
                        && front.server.counters().openConnections() == 1);

        try (RawClient neighbour = RawClient.caller(front.port(), "neighbour", "2.6.0")) {
            assertThat(neighbour.isServed()).as("on the same event loop").isTrue();
        }
        answerAndReceive(6 * PER_FRAME);
        assertThat(flooding.isServed()).isTrue();
    }

    @Test
    void whatOneFrameHoldsBeyondTwiceTheLimitIsRefused() throws IOException {
        flooding.sendBytes(Flood.frame(3 * PER_FRAME, "h:1:2"));
        for (int i = 0; i < 3 * PER_FRAME - 2 * LIMIT; i++) {
            GlobalStatusResponse answer =
                    (GlobalStatusResponse) flooding.receive().body();
            assertThat(answer.getMsg()).contains("holdfast.seata.max-requests-in-flight");
        }
        assertThat(front.coordinator.size()).isEqualTo(2 * LIMIT);
        answerAndReceive(2 * LIMIT);
        assertThat(flooding.isServed()).isTrue();
    }

    /** Answers what the lanes have been given, however much is still to come, until so many answers have arrived. */
    private void answerAndReceive(int count) throws IOException {
        int received = 0;
        while (received < count) {
            int given = Math.max(1, front.coordinator.size());
            for (int i = 0; i < given; i++) {
                front.answerLater(front.coordinator.next(Input.AskStatus.class), TRYING);
            }
            front.endOfBatch();
            for (int i = 0; i < given; i++) {
                GlobalStatusResponse answer =
                        (GlobalStatusResponse) flooding.receive().body();
                assertThat(answer.getGlobalStatus()).isEqualTo(GlobalStatus.Begin);
                received++;
            }
        }
        assertThat(received).isEqualTo(count);
    }
}
