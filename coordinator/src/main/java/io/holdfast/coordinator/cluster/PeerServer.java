// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.cluster;

import io.holdfast.coordinator.port.Coordinator;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the other coordinators of a cluster: owns the listening socket, one event loop, and every connection that peers
 * open. Requests are handed on by the thread that read them. Started once and stopped once.
 *
 * <p>Only peers that prove by {@link Handshake} that they know the cluster's secret are listened to. What is said after that
 * is neither encrypted nor signed: the network between coordinators has to be one's own.
 */
public final class PeerServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PeerServer.class);

    private final String host;
    private final int port;
    private final Handshake handshake;
    private final Coordinator local;
    private final PeerSettings settings;
    private final PeerCodec codec = new PeerCodec();
    private final Complaints complaints = new Complaints(LOG, System::nanoTime);
    /** The loop's. In the order in which they came. */
    private final Set<ServedPeer> unproven = new LinkedHashSet<>();

    private final Set<ServedPeer> peers = new LinkedHashSet<>();
    private EventLoopGroup loop;
    private Channel listening;

    /**
     * @param port 0 takes any free one
     * @param secret the same at every node of the cluster, at least 16 bytes
     * @param local takes a request for a lane that is here, and must not forward it again: two nodes that take each other
     *     for the owner would send it to and fro
     * @throws IllegalArgumentException if the secret is too short
     */
    public PeerServer(String host, int port, byte[] secret, Coordinator local, PeerSettings settings) {
        this.host = host;
        this.port = port;
        this.handshake = new Handshake(secret);
        this.local = local;
        this.settings = settings;
    }

    /** @throws IOException if the address cannot be listened on; the message says which */
    public void start() throws IOException {
        loop = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("peer-server", true), NioIoHandler.newFactory());
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(settings.writeHighWaterBytes() / 2, settings.writeHighWaterBytes()))
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        FrameCutter cutter = new FrameCutter(Gathered.HEAD_BYTES + settings.maxFrameBytes());
                        channel.pipeline().addLast(cutter, new ServedPeer(PeerServer.this, cutter));
                    }
                });
        ChannelFuture bound = bootstrap.bind(host, port).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            close();
            throw new IOException(
                    "Cannot listen for other coordinators on " + host + ":" + port + " ("
                            + bound.cause().getMessage() + ")",
                    bound.cause());
        }
        listening = bound.channel();
        LOG.info("Listening for other coordinators on {}:{}", host, port());
    }

    /** The port listened on, also if any free one was asked for. */
    public int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    /**
     * Stops listening, and closes every connection after what was answered by then has been written; what is answered later
     * reaches nobody. Stop the lanes first. Waits for at most five seconds each; may be repeated.
     */
    @Override
    public void close() {
        if (listening != null) {
            listening.close().awaitUninterruptibly();
        }
        if (loop == null || loop.isShuttingDown()) {
            return;
        }
        loop.submit(this::closeAll).awaitUninterruptibly(5, TimeUnit.SECONDS);
        loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }

    private void closeAll() {
        for (Set<ServedPeer> some : List.of(unproven, peers)) {
            List.copyOf(some).forEach(peer -> peer.close("this coordinator stops"));
        }
    }

    // ---- for its connections; the loop's ----

    /** Whoever floods the port with connections keeps nobody out who proves at once who it is. */
    void opened(ServedPeer peer) {
        unproven.add(peer);
        if (unproven.size() + peers.size() > settings.maxConnections()) {
            unproven.iterator().next().refuse("more than " + settings.maxConnections() + " connections are open");
        }
    }

    void proven(ServedPeer peer) {
        unproven.remove(peer);
        peers.add(peer);
    }

    void closed(ServedPeer peer) {
        unproven.remove(peer);
        peers.remove(peer);
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

    Coordinator local() {
        return local;
    }

    Complaints complaints() {
        return complaints;
    }
}
