// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.cluster;

import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.Answer.Refusal;
import io.holdfast.coordinator.model.Answer.Refused;
import io.holdfast.coordinator.model.Input;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * One other coordinator: what waits to be sent to it, and the connection, if there is one. {@link #forward} is for any
 * thread, all else the event loop's.
 *
 * <p>Bounded (I25): in requests, until they are answered, and in bytes, until they are written. A request waits while the
 * connection is being made, or the peer does not read; after a failure it is refused at once until it is time for another
 * attempt.
 */
final class Peer {
    private record Waiting(PeerCodec.Message message, Consumer<Answer> asker) {}

    private final String address;
    private final Peers peers;
    private final PeerSettings settings;
    private final Burst<Waiting> waiting;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicLong waitingBytes = new AtomicLong();

    private PeerConnection connection;
    private boolean hasFailed;
    private long failedNanos;
    private String trouble = "";

    Peer(String address, Peers peers) {
        this.address = address;
        this.peers = peers;
        this.settings = peers.settings();
        this.waiting = new Burst<>(peers.loop(), this::take);
    }

    void forward(Input.Request request, Consumer<Answer> asker) {
        if (inFlight.incrementAndGet() > settings.maxInFlight()) {
            refuse(asker, Refusal.BUSY, "has too many requests to answer already");
            return;
        }
        PeerCodec.Message message;
        try {
            message = peers.codec().message(request);
        } catch (NotUnderstood unspeakable) {
            refuse(asker, Refusal.LIMIT, "cannot be sent this (" + unspeakable.getMessage() + ")");
            return;
        }
        int bytes = message.body().length;
        if (bytes > settings.maxFrameBytes()) {
            refuse(
                    asker,
                    Refusal.LIMIT,
                    "takes no request of " + bytes + " bytes (at most " + settings.maxFrameBytes() + ")");
        } else if (waitingBytes.addAndGet(bytes) > settings.maxWaitingBytes()) {
            waitingBytes.addAndGet(-bytes);
            refuse(asker, Refusal.BUSY, "does not read as fast as is sent to it");
        } else if (!waiting.add(new Waiting(message, asker))) {
            peers.answerer().afterTheEnd(() -> refuseWaiting("is not reached any more: this coordinator stops"));
        }
    }

    private void refuse(Consumer<Answer> asker, Refusal refusal, String why) {
        inFlight.decrementAndGet();
        peers.answerer().tellSoon(asker, nothingChanged(refusal, why));
    }

    private Refused nothingChanged(Refusal refusal, String why) {
        return new Refused(
                refusal,
                "the coordinator at " + address + ", which is to answer this, " + why + "; nothing was changed");
    }

    String address() {
        return address;
    }

    private void take() {
        if (connection != null) {
            send();
        } else if (peers.isClosed()) {
            refuseWaiting("is not reached any more: this coordinator stops");
        } else if (hasFailed
                && System.nanoTime() - failedNanos < settings.backoff().toNanos()) {
            refuseWaiting("cannot be reached (" + trouble + ")");
        } else {
            connection = new PeerConnection(this, peers);
            connection.connect();
        }
    }

    /** As much of what waits as the connection takes. It calls this again when it takes more. */
    void send() {
        Waiting next;
        while (connection.takesRequests() && (next = waiting.poll()) != null) {
            waitingBytes.addAndGet(-next.message().body().length);
            connection.send(next.message(), next.asker());
        }
        connection.flush();
    }

    void answered(Consumer<Answer> asker, Answer answer) {
        inFlight.decrementAndGet();
        peers.answerer().tell(asker, answer);
    }

    /** The peer has it, or part of it, or does not: the connection broke before the answer came. */
    void lost(Consumer<Answer> asker, String why) {
        answered(
                asker,
                new Refused(
                        Refusal.UNAVAILABLE,
                        "the connection to the coordinator at " + address + " ended before it answered (" + why
                                + "); whether this took effect is not known, ask again"));
    }

    /** The connection has ended, or could not be made. */
    void ended(String why) {
        connection = null;
        hasFailed = true;
        failedNanos = System.nanoTime();
        trouble = why;
        refuseWaiting("cannot be reached (" + why + ")");
    }

    void end(String why) {
        if (connection != null) {
            connection.end(why);
        }
        refuseWaiting("is not reached any more: " + why);
    }

    /** Not what comes while this is done: whoever asks again at once would never let it end. */
    private void refuseWaiting(String why) {
        Refused refused = nothingChanged(Refusal.BUSY, why);
        for (int left = waiting.size(); left > 0; left--) {
            Waiting next = waiting.poll();
            waitingBytes.addAndGet(-next.message().body().length);
            answered(next.asker(), refused);
        }
        peers.answerer().endBurst();
    }
}
