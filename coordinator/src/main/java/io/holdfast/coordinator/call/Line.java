// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.call;

import java.util.concurrent.CompletableFuture;

/** The connection to one participant, made when it is needed. Safe for any thread. */
public interface Line {
    /** Whether a call can be sent at once. Never blocks. */
    boolean isOpen();

    /**
     * Connects, or finds out that it cannot. May block, for a few seconds; one thread at a time calls it.
     *
     * @throws Unreachable if the participant cannot be called now
     */
    void open() throws Unreachable;

    /**
     * Sends a call. Does not block for the network. The future completes, by then or a little later, also if no answer
     * comes within {@link Outgoing#remainingMillis}.
     */
    CompletableFuture<Reply> send(Outgoing call);

    /** Whether it holds a connection that is gone, and had better be closed. Never blocks. */
    boolean isLost();

    /** Lets go of all it holds. May block a little. */
    void close();
}
