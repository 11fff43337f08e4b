// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A client with the messages of Seata's own - one connection as caller, one as participant, registrations, pings - and
 * almost none of its cost: one thread, which is its loop, and no object per message. It leaves the machine to the
 * coordinator, so that the coordinator's own limit shows.
 */
final class LeanClient implements LoadClient {
    private static final long PING_NANOS = TimeUnit.SECONDS.toNanos(4);
    private static final long TURN_MILLIS = 50;
    private static final long PATIENCE_SECONDS = 10;
    private static final int REGISTRATION_ID = 1;

    private final Selector selector;
    private final LeanConnection caller;
    private final LeanConnection participant;
    private final byte[] resource;
    private final CompletableFuture<Void> joined = new CompletableFuture<>();
    private final CompletableFuture<IOException> broken = new CompletableFuture<>();
    private final AtomicReference<LeanTask> next = new AtomicReference<>();

    private volatile boolean closed;

    // Of the loop alone.
    private LeanTask task;
    private int registrations;
    private long pingedNanos;

    private LeanClient(Selector selector, LeanConnection caller, LeanConnection participant, byte[] resource) {
        this.selector = selector;
        this.caller = caller;
        this.participant = participant;
        this.resource = resource;
    }

    /** @param address host:port */
    static LeanClient connect(String address) throws IOException, InterruptedException {
        return connect(address, Participant.RESOURCE);
    }

    /** @param resource what it is a participant for */
    static LeanClient connect(String address, String resource) throws IOException, InterruptedException {
        int colon = address.lastIndexOf(':');
        InetSocketAddress to =
                new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
        Selector selector = Selector.open();
        LeanClient client = new LeanClient(
                selector, LeanConnection.open(to, selector), LeanConnection.open(to, selector), Frames.bytes(resource));
        Thread loop = new Thread(client::loop, "lean-client");
        loop.setDaemon(true);
        loop.start();
        await(client.joined);
        return client;
    }

    private static <T> T await(CompletableFuture<T> future) throws IOException, InterruptedException {
        try {
            return future.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).get();
        } catch (ExecutionException e) {
            throw new IOException("the coordinator did not take the client's registration: " + e.getCause(), e);
        }
    }

    LeanConnection caller() {
        return caller;
    }

    LeanConnection participant() {
        return participant;
    }

    byte[] resource() {
        return resource;
    }

    @Override
    public RoundResult run(RoundPlan plan) throws IOException, InterruptedException {
        LeanRound round = new LeanRound(plan, caller, participant, resource);
        return perform(round, round.result());
    }

    /**
     * Does something and waits for it.
     *
     * @throws IOException if a connection broke, or the task did
     */
    <T> T perform(LeanTask asked, CompletableFuture<T> done) throws IOException, InterruptedException {
        next.set(asked);
        selector.wakeup();
        CompletableFuture<T> ended = broken.thenCompose(CompletableFuture::<T>failedFuture);
        try {
            return done.applyToEither(ended, result -> result).get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e);
        }
    }

    private void loop() {
        try (selector;
                caller;
                participant) {
            pingedNanos = System.nanoTime();
            Frames.registerCaller(caller.out(), REGISTRATION_ID);
            Frames.registerParticipant(participant.out(), REGISTRATION_ID, resource);
            while (!closed) {
                caller.flush();
                participant.flush();
                selector.select(key -> {}, TURN_MILLIS);
                caller.read(this::frame);
                if (participant.isOpen()) {
                    participant.read(this::frame);
                }
                turn(System.nanoTime());
            }
        } catch (IOException | RuntimeException e) {
            IOException why = new IOException(
                    e instanceof IOException ? "the coordinator is gone: " + e.getMessage() : "the client broke: " + e,
                    e);
            joined.completeExceptionally(why);
            broken.complete(why);
        }
    }

    private void turn(long now) throws IOException {
        LeanTask asked = next.getAndSet(null);
        if (asked != null) {
            task = asked;
            task.start(now);
        }
        if (task != null && task.isOverAt(now)) {
            task = null;
        }
        if (now - pingedNanos > PING_NANOS) {
            pingedNanos = now;
            Frames.ping(caller.out(), REGISTRATION_ID);
            Frames.ping(participant.out(), REGISTRATION_ID);
        }
    }

    private void frame(LeanConnection from, byte type, int id, ByteBuffer body) {
        if (!body.hasRemaining()) {
            return; // the answer to a ping
        }
        int code = body.getShort();
        if (code == Frames.REGISTER_TM_RESULT || code == Frames.REGISTER_RM_RESULT) {
            registered(body.get() == 1);
        } else if (code == Frames.DELETE_UNDO_LOGS) {
            return; // of the automatic mode; Seata's server tells it every participant now and then
        } else if (task == null) {
            throw new IllegalStateException("message " + code + " came while nothing was under way");
        } else if (type == Frames.RESPONSE) {
            task.answered(id, code, body);
        } else {
            task.asked(id, code, body);
        }
    }

    private void registered(boolean admitted) {
        if (!admitted) {
            throw new IllegalStateException("the coordinator refused the registration");
        }
        registrations++;
        if (registrations == 2) {
            joined.complete(null);
        }
    }

    @Override
    public void close() {
        closed = true;
        selector.wakeup();
    }
}
