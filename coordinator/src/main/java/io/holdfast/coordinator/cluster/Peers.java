// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.cluster;

import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.Answer.Refusal;
import io.holdfast.coordinator.model.Answer.Refused;
import io.holdfast.coordinator.model.Input;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to the other coordinators of a cluster: owns one event loop, and on it one connection to each address that
 * something is forwarded to, from the first request on. Safe for any thread.
 *
 * <p>Every request that is forwarded gets exactly one answer: the owner's, or a refusal. {@link Refusal#BUSY} and
 * {@link Refusal#LIMIT} say that nothing was changed, {@link Refusal#UNAVAILABLE} that nobody knows.
 *
 * <p>An address is remembered for good: a few hundred bytes for every one that ever belonged to the cluster.
 */
public final class Peers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Peers.class);
    private static final int NAME_THREADS = 4;

    private final PeerSettings settings;
    private final Handshake handshake;
    private final PeerCodec codec = new PeerCodec();
    private final Complaints complaints = new Complaints(LOG, System::nanoTime);
    private final EventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("peers", true), NioIoHandler.newFactory());
    private final EventLoop loop = group.next();
    /** Looking a name up may take seconds, and all peers share the loop. */
    private final ThreadPoolExecutor names = new ThreadPoolExecutor(
            NAME_THREADS,
            NAME_THREADS,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            new DefaultThreadFactory("peer-names", true));

    private final Answerer answerer;
    private final Map<String, Peer> peers = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /**
     * @param secret the same at every node of the cluster, at least 16 bytes
     * @param endOfBurst called after each burst of answers, by the thread that gave them
     * @throws IllegalArgumentException if the secret is too short
     */
    public Peers(byte[] secret, PeerSettings settings, Runnable endOfBurst) {
        this.settings = settings;
        this.handshake = new Handshake(secret);
        this.answerer = new Answerer(loop, endOfBurst);
        names.allowCoreThreadTimeOut(true);
    }

    /**
     * Hands a request to the coordinator at an address. Neither blocks nor throws.
     *
     * @param address {@code host:port} where its {@link PeerServer} listens
     * @param answer called exactly once, with never null, always by the same thread, and never by the caller's in this call;
     *     it neither blocks nor throws. Only after {@link #close} it is called by the caller's thread, one at a time. The
     *     request's own {@link Input.Request#replyTo()} is not used
     */
    public void forward(String address, Input.Request request, Consumer<Answer> answer) {
        if (closed) {
            answerer.tellSoon(
                    answer, new Refused(Refusal.BUSY, "the coordinator is shutting down; nothing was changed"));
            return;
        }
        Peer peer = peers.get(address);
        if (peer == null) {
            peer = peers.computeIfAbsent(address, one -> new Peer(one, this));
        }
        peer.forward(request, answer);
    }

    /**
     * Closes every connection; whatever is not answered yet is refused. Waits for at most five seconds each; may be
     * repeated. Not for the thread that gives the answers.
     */
    @Override
    public void close() {
        closed = true;
        names.shutdownNow();
        if (!loop.isShuttingDown()) {
            loop.submit(() -> peers.values().forEach(peer -> peer.end("this coordinator stops")))
                    .awaitUninterruptibly(5, TimeUnit.SECONDS);
            group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
        }
    }

    // ---- for its peers ----

    boolean isClosed() {
        return closed;
    }

    PeerSettings settings() {
        return settings;
    }

    Handshake handshake() {
        return handshake;
    }

    PeerCodec codec() {
        return codec;
    }

    Complaints complaints() {
        return complaints;
    }

    EventLoop loop() {
        return loop;
    }

    ThreadPoolExecutor names() {
        return names;
    }

    Answerer answerer() {
        return answerer;
    }
}
