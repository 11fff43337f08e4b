// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.BranchCall;
import io.holdfast.coordinator.model.Input;
import io.holdfast.coordinator.port.Outbox;
import java.io.IOException;
import java.time.Duration;

/** A server on a free port, whose lane is the test itself. */
final class FrontUnderTest implements AutoCloseable {
    final RecordingCoordinator coordinator = new RecordingCoordinator();
    final SeataServer server;
    private final Outbox outbox;

    FrontUnderTest(SeataFrontSettings settings, Admission admission) throws IOException {
        server = new SeataServer(settings, admission, coordinator);
        outbox = server.openOutbox();
        server.start();
    }

    static FrontUnderTest start() throws IOException {
        return new FrontUnderTest(settings(8192, Duration.ofSeconds(15)), Admission.everybody());
    }

    /** Small limits, so that tests reach them; one event loop, so that what is sent in one batch leaves in one. */
    static SeataFrontSettings settings(int maxFrameBytes, Duration readIdle) {
        return new SeataFrontSettings(
                null,
                0,
                null,
                1,
                100,
                maxFrameBytes,
                4096,
                16_000,
                2048,
                64,
                8,
                3,
                200,
                10,
                64 << 10,
                readIdle,
                Duration.ofMinutes(1),
                Duration.ofMillis(50),
                null,
                null,
                null);
    }

    int port() {
        return server.port();
    }

    long halfReceived() {
        return server.counters().halfReceivedBytes();
    }

    void answer(Input.Request request, Answer answer) {
        outbox.reply(request.replyTo(), answer);
        outbox.endOfBatch();
    }

    /** Refuses all that waits for an answer now, and drops what does not. */
    void refuseAll() {
        for (int waiting = coordinator.size(); waiting > 0; waiting--) {
            if (coordinator.next(Input.class) instanceof Input.Request request) {
                answerLater(request, new Answer.Refused(Answer.Refusal.UNAVAILABLE, "not now"));
            }
        }
        endOfBatch();
    }

    /** Answers without ending the batch. */
    void answerLater(Input.Request request, Answer answer) {
        outbox.reply(request.replyTo(), answer);
    }

    void endOfBatch() {
        outbox.endOfBatch();
    }

    void call(BranchCall call) {
        outbox.call(call);
        outbox.endOfBatch();
    }

    @Override
    public void close() {
        server.close();
    }
}
