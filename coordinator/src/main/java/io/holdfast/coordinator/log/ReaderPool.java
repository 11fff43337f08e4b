// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import io.holdfast.coordinator.log.SharedConnection.Question;
import io.holdfast.coordinator.port.LogFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The connections of those who only look: few, so that they never take much from the lanes. Safe for any thread. */
final class ReaderPool implements AutoCloseable {
    private static final int READERS = 2;
    private static final long PATIENCE_MILLIS = 2_000;

    private final BlockingQueue<SharedConnection> idle = new LinkedBlockingQueue<>();

    ReaderPool(Dialect dialect) {
        for (int i = 0; i < READERS; i++) {
            idle.add(new SharedConnection(dialect));
        }
    }

    /** @throws LogFailure also if too many ask at once */
    <T> T ask(String complaint, Question<T> question) throws LogFailure {
        SharedConnection reader = take(complaint);
        try {
            return reader.ask(complaint, question);
        } finally {
            idle.add(reader);
        }
    }

    private SharedConnection take(String complaint) throws LogFailure {
        try {
            SharedConnection reader = idle.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            if (reader != null) {
                return reader;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        throw new LogFailure(complaint + ": too many questions are being asked of the log at once - ask again");
    }

    /** Waits a while for those who are asking; whoever asks later is told that the log is closed. */
    @Override
    public void close() {
        List<SharedConnection> closed = new ArrayList<>();
        try {
            for (int i = 0; i < READERS; i++) {
                SharedConnection reader = idle.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
                if (reader != null) {
                    reader.close();
                    closed.add(reader);
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        idle.addAll(closed);
    }
}
